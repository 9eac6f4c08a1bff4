"""The whole data flow on one screen. Holds no logic: what a stage does stands in steps/ and in its own module."""

from pipeline import shell
from pipeline.language import FOLDER as WORDS
from pipeline.language import OWN as OWN_WORDS
from pipeline.stage import Stage, beside, every, house, made, of_item, of_person, of_show
from pipeline.steps import episode, feeds, finding, issue, links, share, show, site, speech, themes, views

EPISODE, ISSUE, SHOW = ("episode",), ("issue",), ("show",)

THEMES, PEOPLE = of_show("content/themes.toml", optional=True), of_show("content/people.toml", optional=True)
DECISIONS = of_show("content/decisions/themes.jsonl", optional=True)  # each is also learned from, so all items are tagged anew
LINK_DECISIONS = of_show("content/decisions/links.jsonl", optional=True)
GLOSSARY = "content/glossary.toml"
SAID = (every("episode"), every("issue"), every("passages"), every("mentions"), THEMES, PEOPLE)
LIBRARY = (*SAID, every("edited"), every("outline"), every("ribbon"))
FONT, FEEDS = of_show(share.FONT, optional=True), made("feeds", optional=True)
THEME_OF_SITE = (of_show("site/pages"), house("site/overrides"), house("site/assets"))

# fmt: off
PLAN = (
    # the words of the interface, in the language of the show
    Stage(name="words", version=1, run=show.words, per=SHOW, takes=(house(WORDS), of_show(OWN_WORDS, optional=True)),
          settings=("show.language",), identity=show.tables),
    # an episode: what its file says, what was said, and where a person changed it
    Stage(name="sound", version=2, run=episode.sound, per=EPISODE, takes=(of_item("audio"),), last_good=False),
    Stage(name="cover", version=1, run=episode.picture, per=EPISODE, identity=episode.drawing,
          takes=(of_item("audio"), *(of_item(name, optional=True) for name in episode.ARTWORK))),
    Stage(name="episode", version=1, run=episode.episode, per=EPISODE,
          takes=(of_item("episode.md"), of_item("chapters.json", optional=True), made("sound"), made("cover"), THEMES),
          settings=("show.hosts",)),
    Stage(name="hear", version=2, run=speech.hear, per=EPISODE, spares="transcript.vtt", parallel="anywhere",
          takes=(of_item("audio"), made("speakers", hint=True), of_show(GLOSSARY, optional=True, hint=True),
                 of_show("content/people.toml", optional=True, hint=True)),
          settings=("transcribe", "show.language"), identity=speech.engine),
    Stage(name="voices", version=2, run=speech.voices, per=EPISODE, parallel="anywhere",
          takes=(of_item("audio"), of_item("tracks/*"), made("heard", optional=True), made("count"),
                 made("speakers", hint=True)), identity=speech.diarizer),
    Stage(name="transcribe", version=4, run=speech.transcribe, per=EPISODE,
          keeps=("transcript.vtt", "corrections.toml", speech.FORMER),
          takes=(of_item("audio"), made("heard", optional=True), made("voices", optional=True), made("speakers"),
                 of_show(GLOSSARY, optional=True), of_person("transcript.vtt"), of_item("corrections.toml", optional=True))),
    Stage(name="transcript", version=3, run=speech.transcript, per=EPISODE,
          takes=(of_item("transcript.vtt"), made("machine", optional=True), made("draft", optional=True), made("corrections"))),
    Stage(name="passages", version=2, run=episode.passages, per=EPISODE, parallel="here",
          takes=(made("transcript"), made("episode"), THEMES), identity=themes.tagger, ahead=themes.load),
    # an issue of the newsletter
    Stage(name="issue", version=2, run=issue.issue, per=ISSUE, takes=(of_item("issue.md"), of_item("pictures/*"), THEMES)),
    Stage(name="passages", version=1, run=issue.passages, per=ISSUE, takes=(made("issue"),)),
    # what they are about
    Stage(name="vectors", version=1, run=themes.vectors, per=EPISODE + ISSUE, parallel="here",
          takes=(made("passages"),), identity=themes.tagger, ahead=themes.load),
    Stage(name="tag", version=4, run=themes.tag, per=EPISODE + ISSUE, parallel="here", identity=themes.tagger,
          takes=(made("passages"), made("pins"), THEMES, DECISIONS)),
    Stage(name="reading", version=1, run=links.reading, per=EPISODE + ISSUE, parallel="here",
          settings=("show.language",), identity=links.reader,
          takes=(made("episode", optional=True), made("issue", optional=True), made("passages"), made("vectors"))),
    Stage(name="told", version=2, run=views.told, per=EPISODE + ISSUE, parallel="here",
          takes=(made("episode", optional=True), made("issue", optional=True), made("passages"), made("mentions"), THEMES, PEOPLE,
                 made("words"))),
    Stage(name="rows", version=5, run=finding.rows, per=EPISODE + ISSUE, parallel="here", settings=("show.language",),
          takes=(made("episode", optional=True), made("issue", optional=True), made("passages"), made("mentions"))),
    # what is shared of it: its head, its card, a small player
    Stage(name="share", version=2, run=share.item, per=EPISODE + ISSUE, parallel="here", settings=("show",),
          takes=(made("episode", optional=True), made("issue", optional=True), made("passages"), made("mentions"), THEMES, PEOPLE)),
    Stage(name="card", version=1, run=share.card, per=EPISODE + ISSUE, parallel="here", takes=(made("plate", optional=True), FONT),
          identity=share.drawing),
    # what of it goes into the feeds: forms of its words, chapters in a copy of its sound, its entry and its moments
    Stage(name="forms", version=2, run=feeds.forms, per=EPISODE, parallel="here", settings=("show.title",),
          takes=(made("transcript"), made("episode"))),
    Stage(name="chaptered", version=1, run=feeds.chaptered, per=EPISODE, settings=("feeds.chapters_in_audio",),
          identity=feeds.tagging, takes=(of_item("audio"), made("episode"))),
    Stage(name="reel", version=2, run=feeds.reel, per=EPISODE + ISSUE, parallel="here", settings=("show", "feeds"),
          takes=(of_item("episode.md", optional=True), of_item("issue.md", optional=True), made("passages"), made("mentions"),
                 made("episode", optional=True), made("issue", optional=True), made("forms", optional=True),
                 made("copy", optional=True), *(of_item(name, optional=True) for name in feeds.PICTURES), THEMES, PEOPLE)),
    # what is found of it: Pagefind indexes beside all that follows
    Stage(name="records", version=5, run=finding.records, per=SHOW, settings=("show",),
          takes=(every("rows"), every("episode"), every("issue"), THEMES, PEOPLE)),
    Stage(name="index", version=5, run=finding.index, over="records", takes=(every("rows", hint=True),), parallel="here",
          until="site", identity=finding.indexer),
    # the whole library: links, pages (what is made of one item stands above: it waits for nothing of the show)
    Stage(name="decisions", version=1, run=themes.decisions, per=SHOW, identity=themes.tagger,
          takes=(every("pins"), THEMES, DECISIONS)),
    Stage(name="link", version=9, run=links.link, per=SHOW, settings=("show", "links"),
          takes=(*SAID, every("reading"), every("vectors"), LINK_DECISIONS, made("words")), identity=links.reader),
    Stage(name="views", version=7, run=views.views, per=SHOW, takes=(*LIBRARY, made("links"), made("words")),
          settings=("show", "preview")),
    Stage(name="contents", version=2, run=show.contents, per=SHOW,
          takes=(every("episode"), every("issue"), every("counts"), made("links"), made("waiting"), THEMES)),
    # the site: a frame for every kind of page
    Stage(name="frames", version=1, run=site.frames, per=SHOW,
          takes=(made("sheets"), of_show("site/pages"), of_show("mkdocs.yml", optional=True))),
    Stage(name="shell", version=3, run=site.shell, per=SHOW, settings=("show",), identity=site.builder,
          takes=(made("frames"), made("named"), made("words"), of_show("mkdocs.yml"), *THEME_OF_SITE)),
    # its feeds: the podcast, the newsletter, each theme and each person
    Stage(name="guid", version=1, run=feeds.guid, per=SHOW, settings=("show", "feeds"), keeps=(feeds.GUID,),
          takes=(of_show(feeds.GUID, optional=True), PEOPLE)),
    Stage(name="artwork", version=1, run=feeds.picture, per=SHOW, settings=("show.url",),
          takes=tuple(of_show(name, optional=True) for name in feeds.ARTWORK)),
    Stage(name="feeds", version=4, run=feeds.plan, per=SHOW, settings=("show", "feeds", "preview"),
          takes=(made("guid", optional=True), made("artwork"), every("reel"), every("moments"), every("episode"), every("issue"),
                 made("words"), THEMES, PEOPLE)),
    Stage(name="feed", version=2, run=feeds.feed, over="feeds", parallel="here"),
    # how the rest is found and shared: heads, cards, lists for machines
    Stage(name="plates", version=1, run=share.plates, per=SHOW, settings=("show",), takes=(made("sheets"), every("gist"), THEMES)),
    Stage(name="card", version=1, run=share.card, over="plates", parallel="here", takes=(FONT,), identity=share.drawing),
    Stage(name="heads", version=2, run=share.heads, per=SHOW, settings=("show",),
          takes=(made("sheets"), every("gist"), every("episode"), FEEDS, THEMES, PEOPLE)),
    Stage(name="lists", version=2, run=share.lists, per=SHOW, settings=("show",),
          takes=(made("sheets"), made("shell/*"), every("gist"), THEMES, made("words"))),
    # everything together, swapped in whole
    Stage(name="page", version=7, run=site.page, over="views", parallel="here", settings=("show.title", "show.url"),
          takes=(house("templates/pages"), beside("told", optional=True), made("words"), beside("frame", of=shell.kind),
                 beside("own", optional=True), beside("head"))),
    Stage(name="site", version=4, run=site.site, per=SHOW, tree="site",
          takes=(made("shell/*"), made("file/*"), made("index/*"), every("vtt"), every("published"), THEMES)),
)
# fmt: on
