import { useId, useRef, type ReactNode } from "react";
import { More } from "./icons";
import { useOpening } from "./opening";
import { Popup } from "./Popup";

export interface Item {
  name: string;
  act: () => void;
  danger?: boolean;
}

/** A button that opens a list of things to do; arrows go through it, Esc closes it. */
export function Menu({
  label,
  items,
  icon = <More />,
  tabIndex,
  onOpen,
}: {
  label: string;
  items: Item[];
  icon?: ReactNode;
  tabIndex?: number;
  onOpen?: (open: boolean) => void;
}) {
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const { open, toggle, close } = useOpening(root, onOpen);
  const list = useRef<HTMLUListElement>(null);
  const move = (by: number) => {
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons[(at + by + buttons.length) % buttons.length]?.focus();
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
        } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
          event.preventDefault();
          event.stopPropagation();
          move(event.key === "ArrowDown" ? 1 : -1);
        } else if (event.key === "Tab") toggle(false);
      }}
    >
      <button
        type="button"
        className="icon"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        tabIndex={tabIndex}
        onClick={() => toggle(!open)}
      >
        {icon}
      </button>
      {open && (
        <Popup anchor={root}>
        <ul role="menu" id={id} ref={list} aria-label={label}>
          {items.map((item) => (
            <li key={item.name} role="none">
              <button
                type="button"
                role="menuitem"
                className={item.danger ? "danger" : ""}
                onClick={() => {
                  close();
                  item.act();
                }}
              >
                {item.name}
              </button>
            </li>
          ))}
        </ul>
        </Popup>
      )}
    </div>
  );
}
