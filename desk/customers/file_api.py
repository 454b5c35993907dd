"""All cards at once: in from a CSV file, and out as one."""

from aiohttp import web
from pydantic import BaseModel, Field

from customers.csv_export import export
from customers.csv_import import Import
from customers.csv_text import SIZE_LIMIT, FileRefused
from desk.answers import reply
from desk.customers.shapes import ANSWERING, by_of, desk_of
from desk.endpoint import Ask, endpoint
from desk.errors import Refusal, sentence
from desk.models import Query

IMPORT_EXTRA_S = 570.0
EXPORT_EXTRA_S = 570.0
EXPORT_HEADERS = {
    "Content-Type": "text/csv; charset=utf-8",
    "Content-Disposition": 'attachment; filename="customers.csv"',
    "Cache-Control": "no-store",
}


class ImportQuery(Query):
    """Whether to write anything."""

    dry_run: bool = Field(default=False, description="true: only say what would be done.")


class ProblemTold(BaseModel):
    """What is wrong on a line, and how to mend it."""

    line: int
    message: str


class ImportTold(BaseModel):
    """What came of the file. `wrong` lines were left out; `problems` are the first of them."""

    dry_run: bool
    rows: int
    created: int
    changed: int
    unchanged: int
    wrong: int
    problems: list[ProblemTold]


@endpoint(
    "POST",
    "/api/v1/customers/import",
    allow=ANSWERING,
    raw=("text/csv",),
    body_limit=SIZE_LIMIT,
    query=ImportQuery,
    answer=ImportTold,
    errors=(503,),
    extra_s=IMPORT_EXTRA_S,
)
async def take_in(ask: Ask) -> web.StreamResponse:
    """Take cards from a CSV file in UTF-8, 20 MB and 200,000 rows at most.

    The first line names the columns; cells are separated by `,` or `;`, numbers by `;`. A
    card is found by any of its numbers and changed, or created. Empty cells say nothing.
    Lines that are wrong are left out and told. 422 `file_refused` when none can be taken.
    """
    parts, dry_run = desk_of(ask), ask.query(ImportQuery).dry_run
    if not dry_run:
        await ask.note("customers_imported", "customers", f"{len(ask.raw)} bytes")
    job = Import(parts.cards, parts.plan(), by_of(ask), parts.new_id, dry_run=dry_run)
    try:
        report = await job.run(ask.raw)
    except FileRefused as error:
        why = sentence(f"The file cannot be taken: {error}")
        raise Refusal(422, "file_refused", why) from error
    return reply(report)


@endpoint(
    "GET",
    "/api/v1/customers/export",
    allow=ANSWERING,
    answer_type="text/csv",
    errors=(503,),
    extra_s=EXPORT_EXTRA_S,
)
async def take_out(ask: Ask) -> web.StreamResponse:
    """All cards as a CSV file that `import` takes again.

    A cell that another program could take for a formula stands behind a `'`.
    """
    parts = desk_of(ask)
    if ask.request.method == "HEAD":
        return web.Response(headers=EXPORT_HEADERS)
    async with ask.desk.uploads.place():
        await ask.note("customers_exported", "customers")
        answer = web.StreamResponse(headers=EXPORT_HEADERS)
        await answer.prepare(ask.request)
        async for piece in export(parts.cards, parts.plan()):
            await answer.write(piece)
        await answer.write_eof()
    return answer


ENDPOINTS = (take_out, take_in)
