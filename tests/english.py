"""English words that have no place in what an officer reads."""

import re

# None of these is a Vietnamese syllable written without marks ("in", "do", "on", "no", "to" and "an" are).
ENGLISH = frozenset(
    """
    about access account action actions active add added admin administration agencies agency alias all
    already also and any apply approve are attempt author available back basic batch been before blank
    browse but by cancel change changed changes charge choice choices choose classification clear click
    close closed code column columns comment commune communes confirm content contents correct count
    country create created criteria criterion current currently data database date default delete
    deleted demo detail details district districts does done down download each edit empty enter entries
    entry error errors evidence expected export failed false field fields filter first for forgotten
    found from group groups has have head header health height help hide historical history home hour id
    import imported indicator indicators information instance invalid is issued item items key keyword
    kind label last latitude leader level link list locked login logout longitude lookup made map match
    matrix message messages minute missing model month more must name national new next none not note
    number object objects of officer officers only open or order other outcome overview owner page
    participation password path percent permission permissions person phase please population position
    preview previous print profile province provinces published query read reason recognition record
    records region remove report required reset resource result results return revert review role round
    rounds row rows rural sample save scope search second see select selected self send server session
    set sets settings sheet show sign site size skip skipped some source standing standings state status
    submit succession successor successors summary superuser support table target task text that the
    their there this threshold thresholds tier time title today total true type unit unknown until
    unverified update updated upload url use used user username users valid value values verified verify
    view village was week were when which who will with word work wrong year yes you your
    """.split()
)

# A key and a program go by their own names.
NAMES = re.compile(r"Enter hoặc ↓|Shift \+ Enter|Word, Excel, PowerPoint")


def english_words(text: str) -> list[str]:
    """English words of a text, in lower case, in the order they stand in it; empty when it has none."""
    return [word for word in re.findall(r"[^\W\d_]+", NAMES.sub("", text).lower()) if word in ENGLISH]
