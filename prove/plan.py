"""All proofs on one screen, in the order of the promises. Holds no logic: how each is tried stands in its own module."""

from prove import changed, damage, foreign, full, kills, large, older, same, secrets, twice
from prove.proof import Proof
from prove.testing import tests

# fmt: off
PROOFS = (
    Proof(name="kill-calls", promises=(1, 2), run=kills.at_calls, trials=300, sample=4,
          says="killed (build, publish, add) before a change of the disk: the old or the new is served, the next run ends it"),
    Proof(name="kill-moments", promises=(1, 2), run=kills.at_moments, trials=100, sample=3,
          says="killed with all its processes at a random moment: the same"),
    Proof(name="disk-calls", promises=(1, 2), run=full.at_calls, trials=100, sample=3,
          says="the disk refuses a call (ENOSPC, EIO): exit 74, the place named, the old site whole, the next run ends it"),
    Proof(name="disk-full", promises=(1, 2), run=full.really, trials=30, sample=2,
          says="the disk is really full at a random point, for all processes: the same"),
    Proof(name="damage", promises=(1, 2), run=damage.run, trials=200, sample=12,
          says="a kept file emptied, halved, flipped or from a later version: made again; a person's kept or refused by name"),
    Proof(name="older", promises=(1, 3), run=older.run, trials=8, sample=1,
          says="built by an earlier Podloom, then by this one over it: as if built afresh"),
    Proof(name="foreign", promises=(2, 8), run=foreign.run, trials=13, sample=6,
          says="a folder or branch that holds what we did not put there is refused, and never emptied"),
    Proof(name="twice", promises=(1, 2), run=twice.run, trials=20, sample=2,
          says="two runs at once (build, publish, add): one does the work, the other ends with 75 or finds it done; same bytes"),
    Proof(name="same", promises=(3,), run=same.run, trials=40, sample=3,
          says="site, feeds, mail, search in another zone, locale, seed, path, day, order of files; a second run touches nothing"),
    Proof(name="policy", promises=(4,), run=tests("tests/browser/test_policy.py"),
          says="every page says what it may run and needs nothing beyond; what is slipped into a built page does not run"),
    Proof(name="door", promises=(5,), run=tests("tests/test_fetch.py", "tests/ingest/feeds/test_hostile_feeds.py",
                                                "tests/test_layers.py::test_the_network_is_opened_by_one_part_only"),
          says="hostile server and feeds: no address that was not allowed, no spliced file, the neighbours published"),
    Proof(name="secrets", promises=(), run=secrets.run, trials=len(secrets.TRIES), sample=3,
          says="passwords and keys of feeds, providers, storages, git: in nothing that was said, in no file, packed or escaped"),
    Proof(name="whole-files", promises=(7,), run=tests("tests/test_fetch.py", "tests/ingest/test_partial_audio.py",
                                                       "tests/ingest/feeds/test_bringing.py::test_a_sound_that_may_be_cut_off_is_not_taken",
                                                       "tests/ingest/feeds/test_bringing.py::test_a_sound_that_breaks_off_is_gone_on_with_by_the_next_run"),
          says="sounds that break off, change, lie about their length or are cut: fetched whole, told, or not published"),
    Proof(name="permanent", promises=(8,), run=tests("tests/check/test_permanent.py", "tests/feeds/test_podcast.py",
                                                     "tests/ingest/feeds/test_bringing.py::test_nothing_is_deleted_because_a_feed_shrank_or_broke"),
          says="a feed shrinks, breaks or shows a login page; titles, files and the address change: nothing goes, every id stays"),
    Proof(name="silence", promises=(10,), run=tests("tests/test_guard.py",
                                                    "tests/transcribe/test_hearing.py::test_what_is_no_speech_gives_no_words"),
          says="silence, tones, noise and music through the real model: no word; what is said over and over is kept once"),
    Proof(name="corpus", promises=(4, 6, 9), run=tests("tests/hostile"),
          says="the hostile corpus by the command line, beside good neighbours: as expected, within limits, harmless in Chromium"),
    Proof(name="changed", promises=(6, 9), run=changed.run, trials=600, sample=2,
          says="changed bytes for every reader: read or refused in words, each in five seconds at most"),
    Proof(name="large", promises=(9,), run=large.run, trials=10_000, sample=500,
          says="a feed of so many episodes is read, followed with one more, and followed again: a minute and 800 MB at most"),
)
# fmt: on
