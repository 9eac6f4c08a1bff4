"""The whole data flow on one screen. Holds no logic: what a stage does stands in steps/ and in its own module."""

from pipeline.stage import Stage, beside, every, house, made, of_item, of_person, of_show
from pipeline.steps import episode, issue, links, share, show, site, speech, themes

EPISODE, ISSUE, SHOW = ("episode",), ("issue",), ("show",)

THEMES, PEOPLE = of_show("content/themes.toml", optional=True), of_show("content/people.toml", optional=True)
DECISIONS = of_show("content/decisions/themes.jsonl", optional=True)  # each is also learned from, so all items are tagged anew
LINK_DECISIONS = of_show("content/decisions/links.jsonl", optional=True)
GLOSSARY = "content/glossary.toml"
SAID = (every("episode"), every("issue"), every("passages"), every("mentions"), THEMES, PEOPLE)
LIBRARY = (*SAID, every("edited"))
FONT, FEEDS = of_show(share.FONT, optional=True), made("feeds", optional=True)
THEME_OF_SITE = (of_show("site/pages"), house("site/overrides"), house("site/assets"))

# fmt: off
PLAN = (
    # an episode: what its file says, what was said, and where a person changed it
    Stage(name="sound", version=2, run=episode.sound, per=EPISODE, takes=(of_item("audio"),), last_good=False),
    Stage(name="episode", version=1, run=episode.episode, per=EPISODE,
          takes=(of_item("episode.md"), of_item("chapters.json", optional=True), made("sound"), THEMES), settings=("show.hosts",)),
    Stage(name="hear", version=2, run=speech.hear, per=EPISODE, spares="transcript.vtt", parallel=True,
          takes=(of_item("audio"), made("speakers", hint=True), of_show(GLOSSARY, optional=True, hint=True),
                 of_show("content/people.toml", optional=True, hint=True)),
          settings=("transcribe", "show.language"), identity=speech.engine),
    Stage(name="voices", version=2, run=speech.voices, per=EPISODE, parallel=True,
          takes=(of_item("audio"), of_item("tracks/*"), made("heard", optional=True), made("count"),
                 made("speakers", hint=True)), identity=speech.diarizer),
    Stage(name="transcribe", version=4, run=speech.transcribe, per=EPISODE,
          keeps=("transcript.vtt", "corrections.toml", speech.FORMER),
          takes=(of_item("audio"), made("heard", optional=True), made("voices", optional=True), made("speakers"),
                 of_show(GLOSSARY, optional=True), of_person("transcript.vtt"), of_item("corrections.toml", optional=True))),
    Stage(name="transcript", version=3, run=speech.transcript, per=EPISODE,
          takes=(of_item("transcript.vtt"), made("machine", optional=True), made("draft", optional=True), made("corrections"))),
    Stage(name="passages", version=2, run=episode.passages, per=EPISODE, takes=(made("transcript"), made("episode"), THEMES),
          identity=themes.tagger),
    # an issue of the newsletter
    Stage(name="issue", version=1, run=issue.issue, per=ISSUE, takes=(of_item("issue.md"), THEMES)),
    Stage(name="passages", version=1, run=issue.passages, per=ISSUE, takes=(made("issue"),)),
    # what they are about
    Stage(name="vectors", version=1, run=themes.vectors, per=EPISODE + ISSUE, takes=(made("passages"),), identity=themes.tagger),
    Stage(name="tag", version=4, run=themes.tag, per=EPISODE + ISSUE, identity=themes.tagger,
          takes=(made("passages"), made("pins"), THEMES, DECISIONS)),
    Stage(name="reading", version=1, run=links.reading, per=EPISODE + ISSUE, settings=("show.language",), identity=links.reader,
          takes=(made("episode", optional=True), made("issue", optional=True), made("passages"), made("vectors"))),
    Stage(name="lines", version=2, run=episode.lines, per=EPISODE,
          takes=(made("episode"), made("passages"), made("mentions"), THEMES, PEOPLE)),
    # what is shared of it: its head, its card, a small player
    Stage(name="share", version=1, run=share.item, per=EPISODE + ISSUE, settings=("show",),
          takes=(made("episode", optional=True), made("issue", optional=True), made("passages"), made("mentions"), THEMES, PEOPLE)),
    Stage(name="card", version=1, run=share.card, per=EPISODE + ISSUE, takes=(made("plate", optional=True), FONT),
          identity=share.drawing),
    # the whole library: links, pages, search (what is made of one item stands above: it waits for nothing of the show)
    Stage(name="decisions", version=1, run=themes.decisions, per=SHOW, identity=themes.tagger,
          takes=(every("pins"), THEMES, DECISIONS)),
    Stage(name="link", version=4, run=links.link, per=SHOW, settings=("show", "links"),
          takes=(*SAID, every("reading"), every("vectors"), LINK_DECISIONS), identity=links.reader),
    Stage(name="views", version=2, run=show.views, per=SHOW, takes=(*LIBRARY, made("links")), settings=("show",)),
    Stage(name="contents", version=1, run=show.contents, per=SHOW,
          takes=(every("episode"), every("issue"), every("counts"), made("links"), made("waiting"), THEMES)),
    Stage(name="page", version=2, run=show.page, over="views", takes=(house("templates/pages"), beside("lines", optional=True))),
    Stage(name="records", version=1, run=show.records, per=SHOW, takes=SAID, settings=("show",)),
    Stage(name="index", version=2, run=show.index, over="records"),
    # the site: a shell around every page
    Stage(name="sheets", version=1, run=site.sheets, per=SHOW, takes=(made("view/*"), every("episode"), every("issue"))),
    Stage(name="shell", version=2, run=site.shell, per=SHOW, settings=("show",), identity=site.builder,
          takes=(made("sheets"), made("newest"), of_show("mkdocs.yml"), *THEME_OF_SITE)),
    # how the rest is found and shared: heads, cards, lists for machines
    Stage(name="plates", version=1, run=share.plates, per=SHOW, settings=("show",), takes=(made("sheets"), every("gist"), THEMES)),
    Stage(name="card", version=1, run=share.card, over="plates", takes=(FONT,), identity=share.drawing),
    Stage(name="heads", version=1, run=share.heads, per=SHOW, settings=("show",),
          takes=(made("sheets"), every("gist"), every("episode"), FEEDS, THEMES, PEOPLE)),
    Stage(name="lists", version=1, run=share.lists, per=SHOW, settings=("show",),
          takes=(made("sheets"), made("shell/*"), every("gist"), THEMES)),
    # everything together, swapped in whole
    Stage(name="fill", version=2, run=site.fill, over="views",
          takes=(beside("part"), beside("frame"), beside("own", optional=True), beside("head"))),
    Stage(name="site", version=4, run=site.site, per=SHOW, tree="site",
          takes=(made("shell/*"), made("file/*"), made("index/*"), every("vtt"), every("published"), THEMES)),
)
# fmt: on
