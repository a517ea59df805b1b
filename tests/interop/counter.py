#!/usr/bin/env python3
"""A second counter: answers worked cases of the law with nothing but Python's standard library.

It is independent: written from the reference of the law (voting, tally, minutes, results, supplementary election,
re-election, by-election) and the schema of the worked cases alone, without a look at the rules of the program that
it is compared with. Where both agree, two readings of one text agree; neither proves that the text is the law.

Standard input: a JSON array of {"id", "kind", "input"}. Standard output: an array of {"id", "result"} in the same
order, or {"id", "error"} for a case that cannot be answered. Every threshold is asked of whole numbers.
"""

import json
import sys


class Refused(Exception):
    """A case that cannot be answered: it says why, and stops no other."""


GROUNDS = ("not_issued_form", "no_team_stamp", "overvote", "all_struck", "extra_writing")
STAGES = ("first", "re_election", "supplementary")
MOST_SEATS = {"NA": 3, "PC": 5}
MOST_VOTERS = 4000
FEWEST_VOTERS = {"ordinary": 300, "mountain": 1, "hospital": 50, "armed_forces": 1}


def field(given, name):
    if name not in given:
        raise Refused(f"missing field: {name}")
    return given[name]


def whole(given, name):
    value = field(given, name)
    # True is an int in Python, and no count.
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Refused(f"{name}: {value!r} is no count")
    return value


def truth(given, name):
    value = field(given, name)
    if not isinstance(value, bool):
        raise Refused(f"{name}: {value!r} is neither true nor false")
    return value


def one_of(given, name, allowed):
    value = field(given, name)
    if value not in allowed:
        raise Refused(f"{name}: {value!r} is none of {', '.join(allowed)}")
    return value


def percent(part, base):
    """Two decimals, half up on the third, in whole numbers."""
    if base == 0:
        raise Refused("the base is 0")
    return written((20000 * part + base) // (2 * base))


def written(points):
    return f"{points // 100}.{points % 100:02d}"


# --- results: articles 78, 79, 80 ------------------------------------------------------------------------------


def result(given):
    kind = one_of(given, "election_type", MOST_SEATS)
    stage = one_of(given, "stage", STAGES)
    voters, took_part = whole(given, "voters_total"), whole(given, "voters_took_part")
    valid, seats = whole(given, "valid"), whole(given, "seats")
    listed = [
        {"place": place, "id": field(one, "id"), "votes": whole(one, "votes"), "born": field(one, "born")}
        for place, one in enumerate(field(given, "candidates"))
    ]
    recognised = stage == "re_election" or 2 * took_part > voters
    if not recognised:
        return {
            "recognised": False,
            "elected": [],
            "tie_by_age": False,
            "unresolved_tie": [],
            "next": "re_election" if stage == "first" else "none",
        }
    # ISO dates sort as days do: the older stands first.
    able = sorted(
        (one for one in listed if 2 * one["votes"] > valid),
        key=lambda one: (-one["votes"], one["born"], one["place"]),
    )
    inside, outside = able[:seats], able[seats:]
    by_age, open_tie = False, []
    if inside and outside and inside[-1]["votes"] == outside[0]["votes"]:
        by_age = True
        if inside[-1]["born"] == outside[0]["born"]:
            at_edge = (outside[0]["votes"], outside[0]["born"])
            open_tie = [one for one in able if (one["votes"], one["born"]) == at_edge]
            open_tie.sort(key=lambda one: one["place"])
            inside = [one for one in inside if one not in open_tie]
    # A seat held open by the tie counts as filled: the tie is itself the stop.
    filled = seats if open_tie else len(inside)
    further = "none"
    if stage == "first":
        if kind == "NA" and filled < seats:
            further = "report_for_supplementary_decision_by_nec"
        elif kind == "PC" and 3 * filled < 2 * seats:
            further = "supplementary_election"
    return {
        "recognised": True,
        "elected": [one["id"] for one in inside],
        "tie_by_age": by_age,
        "unresolved_tie": [one["id"] for one in open_tie],
        "next": further,
    }


# --- lists and seats: articles 10, 57, 58, 89 -------------------------------------------------------------------


def list_size(given):
    kind = one_of(given, "election_type", MOST_SEATS)
    seats, candidates = whole(given, "seats"), whole(given, "candidates")
    if kind == "NA":
        more = 2
    else:
        more = 1 if seats <= 2 else 2 if seats == 3 else 3
    return {"minimum": seats + more, "ok": candidates >= seats + more}


def seat_limit(given):
    if "months_left" in given:
        return by_election(given)
    if "a" in given:
        return roll_version(given)
    kind = one_of(given, "election_type", MOST_SEATS)
    return {"ok": 1 <= whole(given, "seats") <= MOST_SEATS[kind]}


def by_election(given):
    kind = one_of(given, "type", MOST_SEATS)
    months = whole(given, "months_left")
    if kind == "NA":
        return {"allowed": months > 24 and 10 * whole(given, "missing") > whole(given, "initial")}
    short = "initial" in given and 3 * whole(given, "missing") > whole(given, "initial")
    if given.get("newly_formed_unit", False):
        short = short or 3 * whole(given, "sitting") < 2 * whole(given, "statutory")
    return {"allowed": months > 18 and short}


def roll_version(given):
    a, b = field(given, "a"), field(given, "b")
    voters = whole(a, "voters")
    other = percent(whole(b, "voted"), voters)
    return {
        "a_ok": percent(whole(a, "voted"), voters) == field(a, "pct"),
        "b_pct_with_a_roll": other,
        "b_ok_with_a_roll": other == field(b, "pct"),
    }


# --- ballots and minutes: articles 74, 76 -----------------------------------------------------------------------


def reading(given):
    left, seats = field(given, "names_left"), whole(given, "seats")
    grounds = (
        not truth(given, "issued_form"),
        not truth(given, "team_stamp"),
        len(left) > seats,
        not left,
        truth(given, "extra_writing"),
    )
    for ground, applies in zip(GROUNDS, grounds):
        if applies:
            return {"valid": False, "ground": ground}
    return {"valid": True, "votes_for": left, "stack": len(left)}


def checks(given):
    voters, took_part = whole(given, "voters_total"), whole(given, "took_part")
    issued, returned = whole(given, "issued"), whole(given, "returned")
    valid, invalid = whole(given, "valid"), whole(given, "invalid")
    votes, seats, stacks = field(given, "votes"), whole(given, "seats"), field(given, "stacks")
    cast = sum(votes)
    held = {
        "H1": took_part <= voters,
        "H2": valid + invalid == returned,
        "H3": returned <= issued,
        "H4": all(0 <= one <= valid for one in votes),
        "H5": valid <= cast <= seats * valid,
        "H6": stacks is None
        or (
            sum(stacks) == valid
            and sum(left * ballots for left, ballots in enumerate(stacks, 1)) == cast
            and not any(stacks[seats:])
        ),
        "H8": returned <= took_part,
    }
    warned = {"W1": issued != took_part, "W2": returned < issued}
    return {
        "errors": [code for code, holds in held.items() if not holds],
        "warnings": [code for code, stands in warned.items() if stands],
        "turnout_pct": percent(took_part, voters) if voters and took_part <= voters else None,
        "valid_pct_of_returned": percent(valid, returned) if returned and valid <= returned else None,
    }


# --- figures ----------------------------------------------------------------------------------------------------


def percent_one(given):
    share = percent(whole(given, "part"), whole(given, "base"))
    if "printed" in given:
        return {"recomputed": share, "matches": share == given["printed"]}
    return {"percent": share}


def percent_whole(given):
    parts, base = field(given, "parts"), whole(given, "base")
    if sum(parts) != base:
        raise Refused("the parts do not make the base")
    if base == 0:
        raise Refused("the base is 0")
    points = [(20000 * part + base) // (2 * base) for part in parts]
    # What is over or missing is carried by the largest part, the first of equals.
    largest = max(range(len(parts)), key=lambda place: (parts[place], -place))
    adjusted = list(points)
    adjusted[largest] += 10000 - sum(points)
    return {
        "raw": [written(one) for one in points],
        "adjusted": [written(one) for one in adjusted],
        "adjusted_total": written(sum(adjusted)),
    }


# --- polling areas and hours ------------------------------------------------------------------------------------


def area_size(given):
    kind = one_of(given, "kind", FEWEST_VOTERS)
    return {"ok": FEWEST_VOTERS[kind] <= whole(given, "voters") <= MOST_VOTERS}


def hours(given):
    opens, closes = field(given, "open"), field(given, "close")
    return {"ok": "05:00" <= opens <= "07:00" and "19:00" <= closes <= "21:00"}


KINDS = {
    "election.result": result,
    "election.list_size": list_size,
    "election.seat_limit": seat_limit,
    "election.by_election": by_election,
    "ballot.reading": reading,
    "tally.checks": checks,
    "percent.one": percent_one,
    "percent.whole": percent_whole,
    "percent.roll_version": roll_version,
    "roll.polling_area_size": area_size,
    "roll.hours": hours,
}


def answer(case):
    try:
        kind = KINDS.get(field(case, "kind"))
        if kind is None:
            raise Refused(f"unknown kind: {case['kind']}")
        return {"id": case["id"], "result": kind(field(case, "input"))}
    except Refused as why:
        return {"id": case.get("id"), "error": str(why)}


def main():
    json.dump([answer(case) for case in json.load(sys.stdin)], sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
