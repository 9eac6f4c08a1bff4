"""Words of every day and of every show, which say nothing when two passages share them. English only, and no stems.

A small library cannot tell by counting that "course" is no subject and "decimals" is one: both stand in two passages.
"""

WORDS = frozenset(
    """
    able about above absolutely across actual actually add added after afternoon again against ago agree ahead all allow almost
    alone along already also although altogether always am among amount an and another answer answered any anybody anymore
    anyone anything anyway apart appear are aren area around article as ask asked asking at away awful back bad badly base based
    basic basically be beautiful became because become been before began begin beginning behind being believe below best better
    between big bigger bit book both bottom bring bringing brought build building built but by call called came can cannot care
    case catch certain certainly chance change changed changes chapter check choose clear clearly close closer come comes coming
    common compare complete completely complicated concept confirm consider cool correct could couldn couple course create cuz
    currently cut day days deal decide deep definitely describe described did didn differ difference different differently
    difficult dinner discuss discussion do does doesn doing done don down draft drop during each earlier early easier easily easy
    edition eight eighteen eighty either eleven else end ending ends enough entire entirely episode episodes especially even
    evening eventually ever every everybody everyone everything everywhere exact exactly example examples except exciting expect
    experience explain explained extra fact fair fairly familiar far fast faster favourite feature featured feel feeling feels
    felt few fewer fifteen fifty fight figure final finally find finding fine first fit five flat folk folks follow following
    for forget form forty forward found four fourteen fourth friday from front full fully fun further future gave general
    generally get gets getting give given gives giving go goes going gone gonna good got gotta gotten great grey ground group guess
    guest guests guy guys had hadn half hand handle hang happen happened happens happy hard has hasn have haven having he head
    hear heard hello help helped helpful helps her here hers herself hey hi high higher him himself his hit hold home honest
    honestly hope hopefully host hosts hour hours how however huge hundred idea if imagine important in include included
    including indeed information instance instead interested interesting into introduce involved is isn issue issues it its
    itself job join joined joins just keep keeps kept kind kinda kinds knew know known knows lady large last late later latest
    laugh lead learn learned least leave left length less let letter letters level lie life like liked likely line lines list
    listen listened listener listeners listening little live lives ll long longer look looked looking looks lose lost lot lots love
    loved lovely low lunch mad made main make makes making man many matter matters may maybe me mean meaning means meant mention
    mentioned mid might mind mine minute minutes miss moment moments monday month months more morning most mostly move moved much
    music must my myself name named names near nearly necessarily need needed needs neither never new news newsletter newsletters
    next nice night nine nineteen ninety no nobody non none nope nor normal normally not note nothing notice noticed now number
    obviously of off often oh ok okay old on once one ones only onto open opened opinion opposite or order other others otherwise
    ought our ours ourselves out over own page part particular particularly parts pass past patreon people per perfect perhaps
    person picture piece place places plain please pleasure plenty podcast podcasts point points possible post posted pretty
    previous previously probably problem problems process provide public pull purpose put puts putting question questions quick
    quickly quiet quite rather re read reader readers reading ready real really reason reasons recent recently record recorded
    recording regard remember reply report right road room round run running safe said same sat saturday saw say saying says
    scope season second seconds section see seem seemed seems seen self send sense sent sentence series serious set setting seven
    seventeen seventy several shall she short shorter should shouldn show showed shown shows side sides similar simple simpler
    simply since single sir sit six sixteen sixty slow slowly small smaller so some somebody somehow someone something sometimes
    somewhat somewhere son soon sorry sort sound sounded sounds speak speaking specific spend spent sponsor sponsored stand start
    started starting starts stay step steps stick still stop stopped story straight strange stuff subscribe such sudden suddenly
    summer sunday suppose supposed sure surprise surprised surprising table take taken takes taking talk talked talking talks tell
    telling tells ten term terms than thank thanks that the their theirs them themselves then there these they thing things think
    thinking thinks third thirteen thirty this those though thought thousand three through throughout thursday till time times to
    today together told tomorrow tonight too took top total totally touch toward towards tried trouble true try trying tuesday
    turn turned turns twelve twenty twice two type types typically under unfortunately unless until up upon us use used useful
    user users uses using usual usually various ve version versions versus very via voice wait wanna want wanted wants warm was
    wasn watch watched way ways we website wednesday week weekly weeks weird welcome well went were weren what whatever when
    whenever where whereas wherever whether which while who whoever whole whom whose why will win wish with within without woman
    won wonder word words work worked working works world worse worst worth would wouldn write writing written wrong wrote yeah
    year years yes yesterday yet you young your yours yourself
    bin da dal das de del della den der des di dos du el ibn la las le los van von zu
    """.split()  # noqa: SIM905 - as text it can be read
)
