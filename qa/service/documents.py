"""Routes of the archive's documents: list, read, add, delete, and what there is in all."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated

from fastapi import APIRouter, File, Query, UploadFile
from starlette.responses import FileResponse

from qa.documents.discover import safe_name
from qa.errors import DocumentError, NotFound, TooLarge
from qa.index.passage_index import DocumentSummary
from qa.indexing import IndexReport, OnProgress
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
    UploadReply,
    VersionsReply,
)
from qa.service.asking import PROBLEMS
from qa.service.bodies import DocumentsQuery, NamesQuery
from qa.service.problems import responses
from qa.service.replies import SuggestionReply
from qa.service.state import ADMIN_KEY, AdminRoute, In
from qa.settings import Settings

MAX_TITLES = 8
MAX_PIECES = 50
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
        suggestions=tuple(one.text for one in service.examples),
        examples=tuple(map(ExampleReply.model_validate, service.examples)),
        generation=about.generation,
        upload_enabled=key is not None and bool(key.get_secret_value()),
    )


@router.get("/documents", summary="List documents")
async def documents(service: In, asked: Annotated[DocumentsQuery, Query()]) -> DocumentsReply:
    found = await service.gate.run(partial(service.archive.browse, asked.browse()))
    return DocumentsReply.of(found, asked.facets)


@router.get("/names", summary="List people and organisations")
async def names(service: In, asked: Annotated[NamesQuery, Query()]) -> NamesReply:
    """Who is in the archive: every spelling of a name, with the documents that hold it."""
    opened = service.archive

    def read() -> NamesReply:
        found = matching(opened.names(), asked.kind, asked.query)
        known = {one.id: one for one in opened.documents(limit=-1).documents}
        shown = found[asked.offset : asked.offset + asked.limit]
        return NamesReply(
            names=tuple(NameReply.of(one, known) for one in shown if _are_known(one, known)),
            total=len(found),
        )

    return await service.gate.run(read)


def _are_known(named: Named, documents: Mapping[str, DocumentSummary]) -> bool:
    """Not where a document was removed a moment ago."""
    return all(mention.document_id in documents for mention in named.documents)


@router.get("/documents/{document_id}", summary="Read a document")
async def document(document_id: str, service: In) -> DocumentReply:
    """The stored text, what is known about it, and its passages' spans.

    `metadata.dropped` lists what cleaning left out, each with its `text` and `reason`.
    """
    opened = service.archive

    def read() -> DocumentReply:
        found = opened.document(document_id)
        dropped = opened.dropped(document_id)
        kept = opened.original(document_id) is not None
        return DocumentReply.of(found, opened.passages(document_id), dropped, kept)

    return await service.gate.run(read)


@router.get("/documents/{document_id}/versions", summary="Find versions of a document")
async def versions(document_id: str, service: In) -> VersionsReply:
    """Documents that tell the same in another language."""
    found = await service.gate.run(partial(service.archive.versions, document_id))
    return VersionsReply(
        versions=tuple(
            SuggestionReply(
                document_id=one.id, source=one.source, title=one.title, language=one.language
            )
            for one in found
        )
    )


@router.get("/documents/{document_id}/original", summary="Download a document's file")
async def original(document_id: str, service: In) -> FileResponse:
    """The file as it lies in its folder, which may have changed since it was indexed."""
    path = await service.gate.run(partial(service.archive.original, document_id))
    if path is None:
        raise NotFound("the document's file is not kept here; its text is")
    # Never shown by a browser: what a document brings must not run in the archive's own pages.
    return FileResponse(path, filename=path.name, media_type="application/octet-stream")


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
            dropped=tuple(
                PieceReply.model_validate(piece) for report in reports for piece in report.dropped
            )[:MAX_PIECES],
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
        deleted = await service.gate.run(partial(service.archive.delete, document_id))
        service.deleted.keep(document_id, deleted, len(deleted.document.text))
        await service.gate.run(service.measure)

    @routes.post("/documents/{document_id}/restore", status_code=204, summary="Undo a deletion")
    async def restore(document_id: str, service: In) -> None:
        """Brings back what was deleted since the server started, as far as it still has it."""
        found = service.deleted.find([document_id])
        if not found:
            raise NotFound(f"no document {document_id!a} was deleted a while ago")
        await service.gate.run(partial(service.archive.restore, found[document_id]))
        await service.gate.run(service.measure)

    return routes


def _check_size(file: UploadFile, most: int) -> None:
    if (file.size or 0) > most:
        raise TooLarge(f"{file.filename}: {file.size} bytes; at most {most} are read")
