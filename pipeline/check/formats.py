"""Write findings for programs: SARIF for code scanning, annotations for a GitHub run. Prints nothing."""

from collections.abc import Iterable
from urllib.parse import quote

from pipeline.check.finding import Finding, Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def plain(finding: Finding) -> dict[str, object]:
    """Return a finding as `check --json` prints it."""
    return {
        "rule": finding.rule,
        "level": finding.level,
        "where": finding.where,
        "file": finding.file,
        "line": finding.line,
        "message": finding.message,
        "why": finding.why,
        "remedy": finding.remedy,
    }


def sarif(findings: Iterable[Finding], rules: Iterable[Rule], version: str) -> dict[str, object]:
    """Return a SARIF 2.1.0 log of one run. (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html)"""
    known = list(rules)
    driver = {"name": "podloom", "version": version, "rules": [_rule(one) for one in known]}
    places = {one.id: at for at, one in enumerate(known)}
    results = [_result(one, places[one.rule]) for one in findings]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _rule(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.says},
        "help": {"text": rule.mend},
        "defaultConfiguration": {"level": rule.level},
    }


def _result(finding: Finding, index: int) -> dict[str, object]:
    place: dict[str, object] = {"artifactLocation": {"uri": quote(finding.file)}}
    if finding.line:
        place["region"] = {"startLine": finding.line}
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": finding.level,
        "message": {"text": f"{finding.message}\n{finding.remedy}"},
        "locations": [{"physicalLocation": place}] if finding.file else [],
    }


def github(finding: Finding) -> str:
    """Return a finding as a workflow command, which GitHub shows at the line.

    (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands)
    """
    place = f"file={_property(finding.file)}," if finding.file else ""
    line = f"line={finding.line}," if finding.line else ""
    text = _escaped(f"{finding.message}\n{finding.remedy}")
    return f"::{finding.level} {place}{line}title={_property(finding.rule)}::{text}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
