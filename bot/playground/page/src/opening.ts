import { useEffect, useState, type RefObject } from "react";

/** Whether something that a button opens is open; a press beside it closes it. */
export function useOpening(root: RefObject<HTMLElement | null>, onOpen?: (open: boolean) => void) {
  const [open, setOpen] = useState(false);
  const toggle = (now: boolean) => {
    setOpen(now);
    onOpen?.(now);
  };
  useEffect(() => {
    if (!open) return;
    const outside = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) toggle(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);
  const close = () => {
    toggle(false);
    root.current?.querySelector("button")?.focus();
  };
  return { open, toggle, close };
}
