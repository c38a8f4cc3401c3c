"""Routes of the archive's documents: list, read, add, delete, and what there is in all."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Request, UploadFile

from qa.archive import Summary
from qa.documents.discover import safe_name
from qa.errors import DocumentError, Forbidden, QaError, TooLarge
from qa.index.access import Role, no_collection
from qa.index.passage_index import DocumentPage
from qa.service.archive_replies import (
    ArchiveReply,
    DocumentReply,
    DocumentRow,
    DocumentsReply,
    IndexReply,
    ProblemReply,
    ProgressReply,
    ReindexReply,
    StoredReply,
    UnreadList,
    UnreadReply,
    UploadReply,
)
from qa.service.asking import PROBLEMS
from qa.service.bodies import DocumentsQuery
from qa.service.callers import KEY, By, Caller, KeeperRoute, ReaderRoute, check_kept
from qa.service.problems import responses
from qa.service.state import In, client_of
from qa.settings import Settings
from qa.types import DEFAULT_COLLECTION

MAX_TITLES = 8
MAX_SOURCES = 20

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

    def read() -> tuple[Summary, DocumentPage]:
        return opened.summary(), opened.documents(limit=MAX_TITLES)

    about, page = await service.lists.run(read)
    examples = await service.lists.run(partial(service.examples, opened))
    key = service.settings.admin_key
    return ArchiveReply(
        documents=about.documents,
        passages=about.passages,
        languages={language.value: count for language, count in about.languages.items()},
        titles=tuple(document.title for document in page.documents),
        suggestions=examples,
        generation=about.generation,
        upload_enabled=caller.role.may(Role.KEEPER)
        or (key is not None and bool(key.get_secret_value())),
        collections=about.collections,
    )


@router.get("/documents", summary="List documents")
async def documents(
    service: In, caller: By, asked: Annotated[DocumentsQuery, Query()]
) -> DocumentsReply:
    opened = service.archive(caller)
    page = await service.lists.run(
        partial(opened.documents, asked.query, asked.offset, asked.limit)
    )
    return DocumentsReply(documents=tuple(map(DocumentRow.of, page.documents)), total=page.total)


@router.get("/documents/{document_id}", summary="Read a document", responses=responses(404))
async def document(document_id: str, service: In, caller: By) -> DocumentReply:
    """The stored text, what is known about it, and its passages' spans.

    `metadata.dropped` lists what cleaning left out, each with its `text` and `reason`.
    """
    opened = service.archive(caller)

    def read() -> DocumentReply:
        found = opened.document(document_id)
        dropped = opened.dropped(document_id)
        passages, reading = opened.passages(document_id), opened.reading(document_id)
        return DocumentReply.of(found, passages, dropped, reading)

    return await service.lists.run(read)


def admin_routes(settings: Settings) -> APIRouter:
    """Upload, deletion and re-indexing, for keepers."""
    routes = APIRouter(
        prefix="/v1",
        tags=["documents"],
        responses=ADMIN_PROBLEMS,
        route_class=KeeperRoute,
        dependencies=[KEY],
        form_limits={"max_files": settings.max_upload_files, "max_fields": 2},
    )

    @routes.post("/documents", status_code=201, summary="Add documents", responses=responses(409))
    async def upload(
        files: Annotated[list[UploadFile], File()],
        service: In,
        caller: By,
        request: Request,
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
        if collection not in service.access.names(caller.scope):
            raise no_collection(collection)
        check_kept(caller, collection)
        service.rates.take("upload", client_of(request), len(files))
        # A name that leads elsewhere refuses the whole upload: nobody sends one by chance.
        names = [safe_name(file.filename or "") for file in files]
        reports, problems = [], []
        failure: DocumentError | None = None
        for name, file in zip(names, files, strict=True):
            try:
                _check_size(file, settings.max_document_bytes)
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
            problems=tuple(problems),
        )

    @routes.get("/problems", summary="List what could not be read")
    async def unread(service: In, caller: By) -> UnreadList:
        """Files, and pages, sheets and attachments of files, that could not be read when they
        were indexed last."""
        found = await service.lists.run(service.archive(caller).unread)
        return UnreadList(problems=tuple(map(UnreadReply.model_validate, found)))

    @routes.post("/reindex", status_code=202, summary="Read the indexed folders again")
    async def reindex(service: In, caller: By) -> ReindexReply:
        """Adds what is new in the folders, updates what changed, removes what is gone, as
        `qa index` does.

        It goes on when the connection ends; `GET` tells how far it is.  While it runs,
        beginning it again changes nothing.
        """
        _keeps_all(caller)
        opened = service.archive(caller)
        paths = await service.lists.run(opened.known_paths)
        service.reindexing.start(opened.reindex, paths)
        return await reindexing(service, caller)

    @routes.get("/reindex", summary="How far reading the folders again is")
    async def reindexing(service: In, caller: By) -> ReindexReply:
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
            report=IndexReply.model_validate(run.report) if run.report else None,
            error=run.error,
        )

    @routes.delete("/reindex", status_code=202, summary="Stop reading the folders again")
    async def stop(service: In, caller: By) -> ReindexReply:
        """Ends the run after the document in hand.  What it has read is kept, nothing is
        removed, and the next run goes on from there.  Without a run it changes nothing.
        """
        _keeps_all(caller)
        service.reindexing.stop()
        return await reindexing(service, caller)

    @routes.delete(
        "/documents/{document_id}",
        status_code=204,
        summary="Delete a document",
        responses=responses(404, 409),
    )
    async def delete(document_id: str, service: In, caller: By) -> None:
        opened = service.archive(caller)

        def work() -> None:
            check_kept(caller, opened.document(document_id).collection)
            opened.delete(document_id)

        await service.writes.run(work)

    return routes


def _keeps_all(caller: Caller) -> None:
    """Reading the folders again shows their places on the server, and is one run for all."""
    if caller.keeps.collections is not None:
        raise Forbidden("reading the folders again needs a key for all collections")


def _check_size(file: UploadFile, most: int) -> None:
    if (file.size or 0) > most:
        raise TooLarge(f"{file.filename}: {file.size} bytes; at most {most} are read")
