"""Evidence: described work proves, words in a list don't, and who it is plays no part."""

import pytest

from ingest.resumes import ResumePassage
from ingest.sections import SectionKind
from matcher.evidence import Strength, content_words, neutral, strength

OPENING = content_words(
    "Senior engineer. Building distributed systems at scale with Kafka and Go. Kubernetes."
)


def passage(text: str, kind: SectionKind = SectionKind.EXPERIENCE) -> ResumePassage:
    return ResumePassage(text, 1, kind)


@pytest.mark.parametrize(
    "text",
    [
        "Built scalable microservice architectures handling petabyte-scale data pipelines.",
        "Moved the billing of a parcel company onto forty services, without downtime",
        "Ran nine Kafka clusters and wrote the tool that moves partitions between brokers",
        "Paid 430 people in four shifts with one system: time data, overtime, tax, parental leave",
    ],
)
def test_described_work_is_strong(text: str) -> None:
    assert strength(passage(text), OPENING) is Strength.WORK


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Experienced in distributed systems and software engineering", SectionKind.SUMMARY),
        ("Skills: distributed systems, software engineering", SectionKind.SUMMARY),
        ("Kafka, Go, Kubernetes, PostgreSQL, Terraform, Ansible", SectionKind.EXPERIENCE),
        ("Kafka and Kubernetes in large clusters of servers everywhere", SectionKind.SKILLS),
        ("Highly skilled expert with a proven record of excellence", SectionKind.EXPERIENCE),
        ("Building distributed systems at scale with Kafka and Go", SectionKind.EXPERIENCE),
        ("• Distributed systems • Kafka • Go • Kubernetes", SectionKind.PROJECTS),
        ("Worked with: Zookeeper, Kafka, Flink, Ansible, Terraform", SectionKind.EXPERIENCE),
        ("Tools that I used in all of my roles: Flink, Ansible, Puppet", SectionKind.EXPERIENCE),
    ],
)
def test_lists_claims_and_the_openings_own_words_are_weak(text: str, kind: SectionKind) -> None:
    assert strength(passage(text, kind), OPENING) is Strength.NAMED


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("MSc Computer Science, University of Seville, thesis on clocks", SectionKind.EDUCATION),
        ("I like small protocols, dull deployments and honest post-mortems", SectionKind.SUMMARY),
    ],
)
def test_what_is_said_lies_between(text: str, kind: SectionKind) -> None:
    assert strength(passage(text, kind), OPENING) is Strength.SAID


@pytest.mark.parametrize(
    "text",
    ["Principal engineer for storage, Brontide Payments 2019 – 2021",
     "Graduate Engineer 2017-09 to 2018-03"],
)  # fmt: skip
def test_a_roles_title_names_work_and_tells_nothing_of_it(text: str) -> None:
    title = ResumePassage(text, 1, SectionKind.EXPERIENCE, heads=True)

    assert strength(title, OPENING) is Strength.NAMED


@pytest.mark.parametrize(
    ("his", "hers"),
    [
        ("He led his team by himself", "She led her team by herself"),
        ("Mr Vos was chairman and a salesman", "Mrs Vos was chairwoman and a saleswoman"),
        ("a male waiter, father of two", "a female waitress, mother of two"),
    ],
)
def test_gender_words_are_not_read(his: str, hers: str) -> None:
    assert neutral(his) == neutral(hers)


def test_other_words_are_left_alone() -> None:
    text = "Managed the human resources of Manchester; demand, command and performance"

    assert neutral(text) == text
