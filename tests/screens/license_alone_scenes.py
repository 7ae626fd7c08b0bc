"""This computer activated where nobody has signed in: from the first card to the request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from tests.screens.license_activate_scenes import own_folder
from tests.screens.scenes import Scene, page
from tests.screens.stage import Stage
from tests.screens.world import World
from ui.licenses.activate.alone import AloneTab
from ui.licenses.activate.here_words import HereStep
from ui.shell.first_run import FirstRun


@contextmanager
def alone(
    world: World, qt: Any, *, then: Callable[[Stage, Any], object] | None = None, **options: Any
) -> Iterator[Stage]:
    """Nobody has signed in: “Activate…” on the first card; `then` gets what is shown."""
    with own_folder(), page(world, qt, key="overview", station="none", **options) as stage:
        card = stage.window.stack.currentWidget()
        assert isinstance(card, FirstRun)
        card.isolated.click()
        stage.rest()
        shown = stage.window.stack.currentWidget()
        assert isinstance(shown, AloneTab)
        stage.until(lambda: shown.here.acts.facts is not None, "this computer")
        if then is not None:
            then(stage, shown.here)
        stage.rest()
        yield stage


def _type_ids(stage: Stage, view: Any) -> None:
    view.ask.product.setText("relay-gateway-eu")
    view.ask.license.setText("lic-21877-1")
    stage.until(lambda: bool(view.ask.text), "the preview")


def _made_alone(stage: Stage, view: Any) -> None:
    _type_ids(stage, view)
    view.footer.primary.click()
    stage.until(lambda: view.step is HereStep.OUT, "the request")


def alone_scenes() -> tuple[Scene, ...]:
    """All of them."""
    return (
        Scene("alone", partial(alone)),
        Scene("alone-typed", partial(alone, then=_type_ids)),
        Scene("alone-out", partial(alone, then=_made_alone)),
        Scene("alone-bring", partial(alone, then=lambda _stage, view: view.go(HereStep.BRING))),
    )
