"""Rosters of known values, written in any dialect that the reader claims."""

import io
from typing import NamedTuple

import xlsxwriter
from hypothesis import strategies as st

HANDLE_HEADERS = (
    "handle",
    "Username",
    "user_name",
    "uniqueId",
    "Benutzername",
    "Instagram Handle",
    "アカウント",
    "账号",
)
FOLLOWER_HEADERS = ("followers", "Follower Count", "followersCount", "Abonnenten", "Abonnés", "Seguidores", "粉丝数")
FEE_HEADERS = ("fee_usd", "Price", "price_per_post", "Preis pro Post", "Prix", "Tarifa", "Cost (USD)")
RATE_HEADERS = ("engagement_rate", "ER", "Eng. Rate", "engagementRate", "Taux d'engagement")
OTHER_HEADERS = ("Notes", "country", "Bio", "verified")
MARKS = {".": ("", ",", " ", "'"), ",": ("", ".", " ", "\u00a0")}  # decimal mark -> marks between thousands


class Known(NamedTuple):
    """The values of one creator."""

    handle: str
    followers: int
    rate: float  # a fraction
    fee: float | None


class Dialect(NamedTuple):
    """A way to write them."""

    kind: str  # "text" or "workbook"
    separator: str
    decimal: str
    thousands: str
    percent: str  # "sign", "header" or "fraction"
    currency: str
    missing: str
    encoding: str
    headers: tuple[str, str, str, str, str]
    above: tuple[str, ...]
    has_total: bool


KNOWN = st.lists(
    st.builds(
        Known,
        st.integers(0, 10**6).map(lambda number: f"creator_{number}"),
        st.integers(1000, 40_000_000),
        st.integers(60, 1200).map(lambda number: number / 10_000),  # 0.6 to 12%
        st.one_of(st.none(), st.integers(100, 10_000_000).map(lambda cents: cents / 100)),
    ),
    min_size=4,
    max_size=12,
    unique_by=lambda known: known.handle,
)
DIALECTS = st.sampled_from([".", ","]).flatmap(
    lambda decimal: st.builds(
        Dialect,
        st.sampled_from(["text", "text", "workbook"]),
        st.sampled_from([",", ";", "\t", "|"]),
        st.just(decimal),
        st.sampled_from(MARKS[decimal]),
        st.sampled_from(["sign", "header", "fraction"]),
        st.sampled_from(["", "$", " USD"]),
        st.sampled_from(["", "-", "N/A", "\u2013", "#N/A"]),
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]),
        st.tuples(*(st.sampled_from(names) for names in (HANDLE_HEADERS, FOLLOWER_HEADERS, RATE_HEADERS, FEE_HEADERS,
                                                         OTHER_HEADERS))),
        st.lists(st.sampled_from(["Creator shortlist", "# exported 2027-03-01", ""]), max_size=2).map(tuple),
        st.booleans(),
    )
)  # fmt: skip


def spell(value: float, dialect: Dialect, digits: int) -> str:
    """A number in the dialect."""
    whole, _, part = f"{value:,.{digits}f}".partition(".")
    return whole.replace(",", dialect.thousands) + (dialect.decimal + part if part else "")


def cells_of(creator: Known, dialect: Dialect) -> list[str]:
    """A creator's row."""
    rate = {
        "sign": spell(100.0 * creator.rate, dialect, 2) + "%",
        "header": spell(100.0 * creator.rate, dialect, 2),
        "fraction": spell(creator.rate, dialect, 4),
    }[dialect.percent]
    fee = dialect.missing if creator.fee is None else spell(creator.fee, dialect, 2)
    if creator.fee is not None and dialect.currency:
        fee = f"${fee}" if dialect.currency == "$" else f"{fee} USD"
    return [f"@{creator.handle}", spell(creator.followers, dialect, 0), rate, fee, "a note, with; marks | and\ttabs"]


def write(known: list[Known], dialect: Dialect) -> bytes:
    """The creators as the bytes of a file."""
    header = list(dialect.headers)
    if dialect.percent == "header":
        header[2] += " %"
    rows = [[title] for title in dialect.above] + [header] + [cells_of(creator, dialect) for creator in known]
    if dialect.has_total:
        rows.append(["Total", spell(sum(creator.followers for creator in known), dialect, 0), "", "", ""])
    return workbook(rows) if dialect.kind == "workbook" else text(rows, dialect).encode(dialect.encoding)


def text(rows: list[list[str]], dialect: Dialect) -> str:
    """Rows as text; cells that hold the separator are quoted."""
    quoted = [[f'"{cell}"' if dialect.separator in cell else cell for cell in row] for row in rows]
    return "".join(dialect.separator.join(row) + "\n" for row in quoted)


def workbook(rows: list[list[str]]) -> bytes:
    """Rows as a workbook of texts."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("Plan")
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell)
    return out.getvalue()
