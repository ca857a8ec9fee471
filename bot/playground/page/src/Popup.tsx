import { useLayoutEffect, useRef, type ReactNode, type RefObject } from "react";

const GAP = 4; // pixels
const EDGE = 8;

/** Something small that opens beside a button, above everything and wherever there is room. */
export function Popup({
  anchor,
  className = "",
  children,
}: {
  anchor: RefObject<HTMLElement | null>;
  className?: string;
  children: ReactNode;
}) {
  const popup = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const shown = popup.current;
    const place = anchor.current?.getBoundingClientRect();
    if (!shown || !place) return;
    shown.showPopover();
    const { offsetWidth: width, offsetHeight: height } = shown;
    const below = place.bottom + GAP;
    const top = below + height > window.innerHeight - EDGE ? place.top - GAP - height : below;
    const left = Math.min(place.right - width, window.innerWidth - width - EDGE);
    shown.style.top = `${Math.max(EDGE, top)}px`;
    shown.style.left = `${Math.max(EDGE, left)}px`;
    shown.querySelector("button")?.focus();
  }, []);
  return (
    <div popover="manual" className={`popup ${className}`} ref={popup}>
      {children}
    </div>
  );
}
