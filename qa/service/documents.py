"""Routes of the archive's documents: list, read, add, delete, and what there is in all."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from starlette.responses import FileResponse

from qa.documents.discover import safe_path
from qa.errors import BadInput, DocumentError, Forbidden, NotFound, QaError, TooLarge
from qa.index.access import no_collection
from qa.retrieval.directory import Named, matching
from qa.service.archive_replies import (
    ArchiveReply,
    DocumentReply,
    DocumentsReply,
    ExampleReply,
    IndexReply,
    NameReply,
    NamesReply,
    PieceReply,
    ProblemReply,
    ProgressReply,
    ReindexReply,
    StoredReply,
    UnreadList,
    UnreadReply,
    UploadReply,
    VersionsReply,
)
from qa.service.asking import PROBLEMS
from qa.service.bodies import DocumentsQuery, NamesQuery, ReindexBody
from qa.service.callers import KEY, By, Caller, KeeperRoute, ReaderRoute, check_kept, counted_as
from qa.service.problems import printable, responses
from qa.service.replies import SuggestionReply
from qa.service.spoken import Spoken
from qa.service.state import In
from qa.types import DEFAULT_COLLECTION

if TYPE_CHECKING:
    from qa.archive import Summary
    from qa.index.passage_index import DocumentPage, DocumentSummary, StoredDocument

MAX_TITLES = 8
MAX_PIECES = 50
MAX_SOURCES = 20
UPLOAD_FIELDS = ("files", "collection", "replace")

FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}
}
ADMIN_PROBLEMS = PROBLEMS | responses(401, 403)

router = APIRouter(
    prefix="/v1",
    tags=["documents"],
    responses=PROBLEMS | responses(401),
    route_class=ReaderRoute,
    dependencies=[KEY],
)


@router.get("/archive", summary="What is in the archive")
async def archive(service: In, caller: By) -> ArchiveReply:
    opened = service.archive(caller)

    def read() -> tuple[Summary, DocumentPage, bool]:
        return opened.summary(), opened.documents(limit=MAX_TITLES), service.has_keepers()

    about, page, kept = await service.lists.run(read)
    examples = await service.lists.run(partial(service.examples, opened))
    return ArchiveReply(
        documents=about.documents,
        passages=about.passages,
        languages={language.value: count for language, count in about.languages.items()},
        titles=tuple(document.title for document in page.documents),
        suggestions=tuple(one.text for one in examples),
        examples=tuple(map(ExampleReply.model_validate, examples)),
        generation=about.generation,
        upload_enabled=kept,
        collections=about.collections,
        translation=opened.translates,
    )


@router.get("/documents", summary="List documents")
async def documents(
    service: In, caller: By, asked: Annotated[DocumentsQuery, Query()]
) -> DocumentsReply:
    found = await service.lists.run(partial(service.archive(caller).browse, asked.browse()))
    return DocumentsReply.of(found, asked.facets)


@router.get("/names", summary="List people and organisations")
async def names(service: In, caller: By, asked: Annotated[NamesQuery, Query()]) -> NamesReply:
    """Who is in the archive: every spelling of a name, with the documents that hold it."""
    opened = service.archive(caller)

    def read() -> NamesReply:
        found = matching(opened.names(), asked.kind, asked.query)
        known = {one.id: one for one in opened.documents(limit=-1).documents}
        shown = found[asked.offset : asked.offset + asked.limit]
        return NamesReply(
            names=tuple(NameReply.of(one, known) for one in shown if _are_known(one, known)),
            total=len(found),
        )

    return await service.lists.run(read)


def _are_known(named: Named, documents: Mapping[str, DocumentSummary]) -> bool:
    """Not where a document was removed a moment ago."""
    return all(mention.document_id in documents for mention in named.documents)


@router.get("/documents/{document_id}", summary="Read a document", responses=responses(404))
async def document(document_id: str, service: In, caller: By, spoken: Spoken) -> DocumentReply:
    """The stored text, what is known about it, and its passages' spans.

    `metadata.dropped` lists what cleaning left out, each with its `text` and `reason`.
    """
    opened = service.archive(caller)

    def read() -> DocumentReply:
        found = opened.document(document_id)
        kept = opened.original(document_id) is not None
        passages, reading = opened.passages(document_id), opened.reading(document_id)
        return DocumentReply.of(found, passages, reading, kept, spoken)

    return await service.lists.run(read)


@router.get(
    "/documents/{document_id}/versions",
    summary="Find versions of a document",
    responses=responses(404),
)
async def versions(document_id: str, service: In, caller: By) -> VersionsReply:
    """Documents that tell the same in another language."""
    found = await service.lists.run(partial(service.archive(caller).versions, document_id))
    return VersionsReply(
        versions=tuple(
            SuggestionReply(
                document_id=one.id, source=one.source, title=one.title, language=one.language
            )
            for one in found
        )
    )


@router.get(
    "/documents/{document_id}/original",
    summary="Download a document's file",
    response_class=FileResponse,
    responses=FILE | responses(404),
)
async def original(document_id: str, service: In, caller: By) -> FileResponse:
    """The file as it lies in its folder, which may have changed since it was indexed."""
    path = await service.lists.run(partial(service.archive(caller).original, document_id))
    if path is None:
        raise NotFound("the document's file is not kept here; its text is")
    # Never shown by a browser: what a document brings must not run in the archive's own pages.
    return FileResponse(path, filename=path.name, media_type="application/octet-stream")


def admin_routes(max_files: int) -> APIRouter:
    """Upload, deletion and re-indexing, for keepers; at most `max_files` in one upload."""
    routes = APIRouter(
        prefix="/v1",
        tags=["documents"],
        responses=ADMIN_PROBLEMS,
        route_class=KeeperRoute,
        dependencies=[KEY],
        form_limits={"max_files": max_files, "max_fields": 2},
    )

    @routes.post(
        "/documents", status_code=201, summary="Add documents", responses=responses(404, 409)
    )
    async def upload(
        files: Annotated[list[UploadFile], File()],
        service: In,
        caller: By,
        request: Request,
        spoken: Spoken,
        collection: Annotated[str, Form()] = DEFAULT_COLLECTION,
        replace: Annotated[
            bool, Form(description="Put a file in the place of an upload of the same name.")
        ] = False,
    ) -> UploadReply:
        """Reads and indexes the files; one that cannot be read is reported, the others go on.

        A file whose name is taken becomes a document beside the other, `report (2).txt`, unless
        `replace` is true; one that holds what a document of the collection was read from becomes
        another source of that document.  They belong to `collection`, which has to be there.
        When none can be read, the answer is a problem.
        """
        opened = service.archive(caller)
        for field in await request.form():
            if field not in UPLOAD_FIELDS:
                raise BadInput(
                    f"the field {printable(field[:80])!r} is unknown; an upload has "
                    f"{', '.join(UPLOAD_FIELDS)}"
                )
        if collection not in service.access.names(caller.scope):
            raise no_collection(collection)
        check_kept(caller, collection)
        service.rates.take("upload", counted_as(caller, request), len(files))
        # A name that leads elsewhere refuses the whole upload: nobody sends one by chance.
        names = [safe_path(file.filename or "") for file in files]
        reports, problems = [], []
        failure: DocumentError | None = None
        for name, file in zip(names, files, strict=True):
            try:
                _check_size(file, service.settings.max_document_bytes)
                data = await file.read()
                add = partial(opened.add_upload, name, data, collection, replace=replace)
                reports.append(await service.writes.run(add))
            except DocumentError as error:
                failure = error
                problems.append(ProblemReply(source=name, reason=str(error), kind=error.slug))
            except QaError as error:
                # What stands in the way of one file stands in the way of the rest, but those
                # that are stored have to be told.
                if not reports:
                    raise
                problems.append(ProblemReply(source=name, reason=str(error), kind=error.slug))
        if failure is not None and not reports:
            raise failure
        for report in reports:
            problems += [ProblemReply.model_validate(problem) for problem in report.problems]
        return UploadReply(
            added=sum(report.added for report in reports),
            updated=sum(report.updated for report in reports),
            unchanged=sum(report.unchanged for report in reports),
            copies=sum(report.copies for report in reports),
            passages=sum(report.passages for report in reports),
            stored=tuple(
                StoredReply.model_validate(one) for report in reports for one in report.stored
            ),
            problems=tuple(problem.in_words(spoken) for problem in problems),
            dropped=tuple(
                PieceReply.model_validate(piece) for report in reports for piece in report.dropped
            )[:MAX_PIECES],
        )

    @routes.get("/problems", summary="List what could not be read")
    async def unread(service: In, caller: By, spoken: Spoken) -> UnreadList:
        """Files, and pages, sheets and attachments of files, that could not be read when they
        were indexed last."""
        found = await service.lists.run(service.archive(caller).unread)
        told = (UnreadReply.model_validate(one).in_words(spoken) for one in found)
        return UnreadList(problems=tuple(told))

    @routes.post(
        "/reindex",
        status_code=202,
        summary="Read the indexed folders again",
        responses=responses(404),
    )
    async def reindex(
        service: In, caller: By, spoken: Spoken, asked: ReindexBody | None = None
    ) -> ReindexReply:
        """Adds what is new in the folders, updates what changed, removes what is gone, as
        `qa index` does; with `documents` reads the files of these again, changed or not.

        It goes on when the connection ends; `GET` tells how far it is.  While it runs,
        beginning it again changes nothing.
        """
        _keeps_all(caller)
        opened = service.archive(caller)
        if asked is not None and asked.documents:
            files = await service.lists.run(partial(opened.files_of, asked.documents))
            paths = [path for some in files.values() for path in some]
            service.reindexing.start(partial(opened.read_again, files), paths)
        else:
            paths = await service.lists.run(opened.known_paths)
            service.reindexing.start(opened.reindex, paths)
        return await reindexing(service, caller, spoken)

    @routes.get("/reindex", summary="How far reading the folders again is")
    async def reindexing(service: In, caller: By, spoken: Spoken) -> ReindexReply:
        _keeps_all(caller)
        run = service.reindexing
        # Of thousands of files, so not found anew each time that a run's progress is asked for.
        paths = run.paths
        if not run.going_on:
            paths = await service.lists.run(service.archive(caller).known_paths)
        return ReindexReply(
            state=run.state,
            sources=tuple(map(str, paths[:MAX_SOURCES])),
            progress=ProgressReply.model_validate(run.progress) if run.progress else None,
            report=IndexReply.model_validate(run.report).in_words(spoken) if run.report else None,
            error=run.error,
        )

    @routes.delete("/reindex", status_code=202, summary="Stop reading the folders again")
    async def stop(service: In, caller: By, spoken: Spoken) -> ReindexReply:
        """Ends the run after the document in hand.  What it has read is kept, nothing is
        removed, and the next run goes on from there.  Without a run it changes nothing.
        """
        _keeps_all(caller)
        service.reindexing.stop()
        return await reindexing(service, caller, spoken)

    @routes.delete(
        "/documents/{document_id}",
        status_code=204,
        summary="Delete a document",
        responses=responses(404, 409),
    )
    async def delete(document_id: str, service: In, caller: By) -> None:
        opened = service.archive(caller)

        def work() -> StoredDocument:
            check_kept(caller, opened.document(document_id).collection)
            return opened.delete(document_id)

        deleted = await service.writes.run(work)
        service.deleted.keep(document_id, deleted, len(deleted.document.text))

    @routes.post(
        "/documents/{document_id}/restore",
        status_code=204,
        summary="Undo a deletion",
        responses=responses(404, 409),
    )
    async def restore(document_id: str, service: In, caller: By) -> None:
        """Brings back what was deleted since the server started, as far as it still has it."""
        found = service.deleted.find([document_id]).get(document_id)
        if found is None or not caller.scope.allows(found.document.collection):
            raise NotFound(f"no document {document_id!a} was deleted a while ago")
        check_kept(caller, found.document.collection)
        await service.writes.run(partial(service.archive(caller).restore, found))

    return routes


def _keeps_all(caller: Caller) -> None:
    """Reading the folders again shows their places on the server, and is one run for all."""
    if caller.keeps.collections is not None:
        raise Forbidden("reading the folders again needs a key for all collections")


def _check_size(file: UploadFile, most: int) -> None:
    if (file.size or 0) > most:
        raise TooLarge(f"{file.filename}: {file.size} bytes; at most {most} are read")
