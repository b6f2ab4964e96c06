"""A box that asks for one line of text: LibreOffice has none of its own for Python."""

from __future__ import annotations

from typing import Any, Final

WIDTH, EDGE, LINE = 220, 6, 14
OKAY, CANCEL = 1, 2  # com.sun.star.awt.PushButtonType


def asked(context: Any, window: Any, title: str, text: str, proposal: str) -> str | None:
    """What was typed, ``proposal`` being filled in; None where the box was closed without."""
    create = context.ServiceManager.createInstanceWithContext
    model = create("com.sun.star.awt.UnoControlDialogModel", context)
    model.Title, model.Width, model.Height = title, WIDTH, 5 * LINE + 2 * EDGE
    wide = WIDTH - 2 * EDGE
    _add(model, "FixedText", "text", (EDGE, EDGE, wide, 2 * LINE), Label=text, MultiLine=True)
    _add(model, "Edit", "answer", (EDGE, EDGE + 2 * LINE, wide, LINE), Text=proposal)
    below = 2 * EDGE + 3 * LINE
    _add(
        model, "Button", "ok", (WIDTH // 2 - 56, below, 50, LINE), Label="Lập", PushButtonType=OKAY, DefaultButton=True
    )
    _add(model, "Button", "no", (WIDTH // 2 + 6, below, 50, LINE), Label="Thôi", PushButtonType=CANCEL)
    dialog = create("com.sun.star.awt.UnoControlDialog", context)
    dialog.setModel(model)
    dialog.createPeer(window.getToolkit(), window)
    try:
        return str(dialog.getControl("answer").getText()).strip() if dialog.execute() == DONE else None
    finally:
        dialog.dispose()


DONE: Final = 1


def _add(model: Any, kind: str, name: str, box: tuple[int, int, int, int], **facts: Any) -> None:
    control = model.createInstance(f"com.sun.star.awt.UnoControl{kind}Model")
    control.PositionX, control.PositionY, control.Width, control.Height = box
    for fact, value in facts.items():
        # A whole number of Python's is a long of UNO's, and the kind of a button is a short: left to the model.
        setattr(control, fact, value)
    model.insertByName(name, control)
