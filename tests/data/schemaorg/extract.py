"""Take from schema.org's terms, as the npm package schema-dts writes them, those of the types that Podloom uses.

Usage: python extract.py node_modules/schema-dts/dist/schema.d.ts > terms.json
"""

import json
import re
import sys
from pathlib import Path

USED = (
    *("Article", "AudioObject", "Book", "BreadcrumbList", "Clip", "CollectionPage", "DefinedTerm", "ListItem", "MediaObject"),
    *("Organization", "Periodical", "Person", "PodcastEpisode", "PodcastSeries", "ProfilePage"),
)
text = Path(sys.argv[1]).read_text()
parents, properties = {}, {}
for name, above, body in re.findall(r"^(?:export )?interface (\w+?)(?:Base|Leaf) extends (.*?) \{\n(.*?)^\}", text, re.M | re.S):
    parents.setdefault(name, set()).update(one for one in re.findall(r"(\w+)Base\b", above) if one != name)
    for comment, key, expects in re.findall(r'((?:/\*\*(?:(?!\*/).)*\*/\s*)?)"(\w+)"\?: SchemaValue<(.*?), "\w+">', body, re.S):
        if "@deprecated" not in comment:
            found = sorted({one.strip() for one in expects.split("|")} - {"IdReference"})
            properties.setdefault(name, {})[key] = found
wanted, queue = set(), list(USED)
while queue:
    one = queue.pop()
    if one not in wanted:
        wanted.add(one)
        queue += parents.get(one, ())
told = {one: {"is": sorted(parents.get(one, ())), "has": dict(sorted(properties.get(one, {}).items()))} for one in sorted(wanted)}
lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(one, sort_keys=True)}" for name, one in told.items())
sys.stdout.write("{\n" + lines + "\n}\n")
