"""Routes of the archive's documents: list, read, add, delete, and what there is in all."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, File, Query, UploadFile

from qa.documents.discover import safe_name
from qa.errors import DocumentError, TooLarge
from qa.indexing import IndexReport, OnProgress
from qa.service.archive_replies import (
    ArchiveReply,
    DocumentReply,
    DocumentRow,
    DocumentsReply,
    IndexReply,
    ProblemReply,
    ProgressReply,
    ReindexReply,
    UploadReply,
)
from qa.service.asking import PROBLEMS
from qa.service.bodies import DocumentsQuery
from qa.service.problems import responses
from qa.service.state import ADMIN_KEY, AdminRoute, In
from qa.settings import Settings

MAX_TITLES = 8
MAX_SOURCES = 20

ADMIN_PROBLEMS = PROBLEMS | responses(401, 403)

router = APIRouter(prefix="/v1", tags=["documents"], responses=PROBLEMS)


@router.get("/archive", summary="What is in the archive")
async def archive(service: In) -> ArchiveReply:
    about = service.summary
    page = await service.gate.run(partial(service.archive.documents, limit=MAX_TITLES))
    key = service.settings.admin_key
    return ArchiveReply(
        documents=about.documents,
        passages=about.passages,
        languages={language.value: count for language, count in about.languages.items()},
        titles=tuple(document.title for document in page.documents),
        suggestions=service.examples,
        generation=about.generation,
        upload_enabled=key is not None and bool(key.get_secret_value()),
    )


@router.get("/documents", summary="List documents")
async def documents(service: In, asked: Annotated[DocumentsQuery, Query()]) -> DocumentsReply:
    page = await service.gate.run(
        partial(service.archive.documents, asked.query, asked.offset, asked.limit)
    )
    return DocumentsReply(documents=tuple(map(DocumentRow.of, page.documents)), total=page.total)


@router.get("/documents/{document_id}", summary="Read a document")
async def document(document_id: str, service: In) -> DocumentReply:
    """The stored text, what is known about it, and its passages' spans.

    `metadata.dropped` lists what cleaning left out, each with its `text` and `reason`.
    """
    opened = service.archive

    def read() -> DocumentReply:
        found = opened.document(document_id)
        dropped = opened.dropped(document_id)
        return DocumentReply.of(found, opened.passages(document_id), dropped)

    return await service.gate.run(read)


def admin_routes(settings: Settings) -> APIRouter:
    """Upload, deletion and re-indexing, behind the admin key."""
    routes = APIRouter(
        prefix="/v1",
        tags=["documents"],
        responses=ADMIN_PROBLEMS,
        route_class=AdminRoute,
        dependencies=[ADMIN_KEY],
        form_limits={"max_files": settings.max_upload_files, "max_fields": 0},
    )

    @routes.post("/documents", status_code=201, summary="Add documents")
    async def upload(files: Annotated[list[UploadFile], File()], service: In) -> UploadReply:
        """Reads and indexes the files; one that cannot be read is reported, the others go on.

        When none can be read, the answer is a problem.
        """
        opened = service.archive
        # A name that leads elsewhere refuses the whole upload: nobody sends one by chance.
        names = [safe_name(file.filename or "") for file in files]
        reports, problems = [], []
        failure: DocumentError | None = None
        for name, file in zip(names, files, strict=True):
            try:
                _check_size(file, settings.max_document_bytes)
                data = await file.read()
                reports.append(await service.gate.run(partial(opened.add_upload, name, data)))
            except DocumentError as error:
                failure = error
                problems.append(ProblemReply(source=name, reason=str(error)))
        if failure is not None and not reports:
            raise failure
        await service.gate.run(service.measure)
        for report in reports:
            problems += [ProblemReply.model_validate(problem) for problem in report.problems]
        return UploadReply(
            added=sum(report.added for report in reports),
            updated=sum(report.updated for report in reports),
            unchanged=sum(report.unchanged for report in reports),
            passages=sum(report.passages for report in reports),
            problems=tuple(problems),
        )

    @routes.post("/reindex", status_code=202, summary="Read the indexed folders again")
    async def reindex(service: In) -> ReindexReply:
        """Adds what is new in the folders, updates what changed, removes what is gone, as
        `qa index` does.

        It goes on when the connection ends; `GET` tells how far it is.  While it runs,
        beginning it again changes nothing.
        """
        opened = service.archive

        def work(on_progress: OnProgress) -> IndexReport:
            try:
                return opened.reindex(on_progress)
            finally:
                service.measure()  # a run that ends early has changed the archive too

        paths = await service.gate.run(opened.known_paths)
        service.reindexing.start(work, paths)
        return await reindexing(service)

    @routes.get("/reindex", summary="How far reading the folders again is")
    async def reindexing(service: In) -> ReindexReply:
        run = service.reindexing
        # Of thousands of files, so not found anew each time that a run's progress is asked for.
        paths = run.paths
        if not run.going_on:
            paths = await service.gate.run(service.archive.known_paths)
        return ReindexReply(
            state=run.state,
            sources=tuple(map(str, paths[:MAX_SOURCES])),
            progress=ProgressReply.model_validate(run.progress) if run.progress else None,
            report=IndexReply.model_validate(run.report) if run.report else None,
            error=run.error,
        )

    @routes.delete("/reindex", status_code=202, summary="Stop reading the folders again")
    async def stop(service: In) -> ReindexReply:
        """Ends the run after the document in hand.  What it has read is kept, nothing is
        removed, and the next run goes on from there.  Without a run it changes nothing.
        """
        service.reindexing.stop()
        return await reindexing(service)

    @routes.delete("/documents/{document_id}", status_code=204, summary="Delete a document")
    async def delete(document_id: str, service: In) -> None:
        await service.gate.run(partial(service.archive.delete, document_id))
        await service.gate.run(service.measure)

    return routes


def _check_size(file: UploadFile, most: int) -> None:
    if (file.size or 0) > most:
        raise TooLarge(f"{file.filename}: {file.size} bytes; at most {most} are read")
