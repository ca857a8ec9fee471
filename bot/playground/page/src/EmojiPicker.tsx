import { useRef } from "react";
import { emoji, OFFERED } from "./emoji";
import { Smile } from "./icons";
import { useOpening } from "./opening";
import { Popup } from "./Popup";

const COLUMNS = 8;

/** A button that opens a few emoji to choose from. */
export function EmojiPicker({
  label,
  tabIndex,
  onPick,
  onOpen,
}: {
  label: string;
  tabIndex?: number;
  onPick: (name: string) => void;
  onOpen?: (open: boolean) => void;
}) {
  const root = useRef<HTMLDivElement>(null);
  const { open, toggle, close } = useOpening(root, onOpen);
  const grid = useRef<HTMLDivElement>(null);
  const steps: Record<string, number> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: COLUMNS,
    ArrowUp: -COLUMNS,
  };
  return (
    <div
      className="menu"
      ref={root}
      onKeyDown={(event) => {
        if (!open) return;
        if (event.key === "Escape") {
          event.stopPropagation();
          close();
        } else if (event.key in steps) {
          event.preventDefault();
          event.stopPropagation();
          const all = [...(grid.current?.querySelectorAll("button") ?? [])];
          const at = all.indexOf(document.activeElement as HTMLButtonElement);
          all[at + steps[event.key]!]?.focus();
        } else if (event.key === "Tab") toggle(false);
      }}
    >
      <button
        type="button"
        className="icon"
        aria-label={label}
        title={label}
        aria-expanded={open}
        tabIndex={tabIndex}
        onClick={() => toggle(!open)}
      >
        <Smile />
      </button>
      {open && (
        <Popup anchor={root}>
        <div className="emojis" ref={grid} role="group" aria-label="Emoji">
          {OFFERED.map((name) => (
            <button
              key={name}
              type="button"
              aria-label={name.replaceAll("_", " ")}
              title={`:${name}:`}
              onClick={() => {
                close();
                onPick(name);
              }}
            >
              {emoji(name)}
            </button>
          ))}
        </div>
        </Popup>
      )}
    </div>
  );
}
