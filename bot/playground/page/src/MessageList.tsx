import {
  startTransition,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from "react";
import { usePage } from "./context";
import { MessageRow } from "./MessageRow";
import { day } from "./time";
import type { Message } from "./types";

const TOGETHER = 300; // seconds
const NEAR_END = 120; // pixels
const FIRST = 30; // messages, more than a window holds

interface Props {
  label: string;
  /** What the place shows, in order. */
  messages: Message[];
  /** All of the channel, for the replies under a root. */
  threads?: Map<string, Message[]>;
  editing: string;
  onEdit: (ts: string) => void;
  onThread?: (ts: string) => void;
  /** Messages after this ts are new to the person. */
  readUpTo?: string;
  threadRead?: Record<string, string>;
  lit?: string;
  head?: ReactNode;
}

/** Messages in a list that is one stop for Tab: arrows go through it. */
export function MessageList(props: Props) {
  const { messages, threads } = props;
  const { seen } = usePage();
  const [focused, focus] = useState("");
  // The end of a long channel is there at once, and what lies above it a moment later.
  const [whole, showWhole] = useState(false);
  useEffect(() => startTransition(() => showWhole(true)), []);
  const from = whole ? 0 : Math.max(0, messages.length - FIRST);
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const last = messages.at(-1)?.ts ?? "";
  const stop = messages.some((m) => m.ts === focused) ? focused : last;
  const firstNew = useMemo(
    () =>
      props.readUpTo
        ? messages.find((m) => m.ts > props.readUpTo! && m.user !== seen.me && !m.ephemeral)?.ts
        : undefined,
    [messages, props.readUpTo, seen.me],
  );

  const before = useRef("");
  useLayoutEffect(() => {
    const area = list.current;
    const fresh = before.current !== last;
    before.current = last;
    if (!area || !atEnd.current) return;
    area.scrollTop = area.scrollHeight;
    // What is new and longer than the window is read from its beginning.
    const row = area.lastElementChild;
    const above = (row?.getBoundingClientRect().top ?? 0) - area.getBoundingClientRect().top;
    if (fresh && above < 0) area.scrollTop += above;
  }, [messages, from]);
  // A panel that opens makes the place narrower, and all that stands in it higher.
  useEffect(() => {
    const area = list.current;
    if (!area) return;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) area.scrollTop = area.scrollHeight;
    });
    observer.observe(area);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (!props.lit) return;
    const row = list.current?.querySelector(`[data-ts="${props.lit}"]`);
    if (row) {
      atEnd.current = false;
      row.scrollIntoView({ block: "center" });
    }
  }, [props.lit, from]);

  const move = (by: number) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>("article") ?? [])];
    const at = rows.findIndex((row) => row.dataset.ts === stop);
    rows[Math.max(0, Math.min(rows.length - 1, at + by))]?.focus();
  };

  return (
    <div
      className="messages"
      role="region"
      aria-label={props.label}
      ref={list}
      onScroll={(event) => {
        const area = event.currentTarget;
        atEnd.current = area.scrollHeight - area.scrollTop - area.clientHeight < NEAR_END;
      }}
      onKeyDown={(event) => {
        if (!(event.target as HTMLElement).matches("article")) return;
        if (event.key === "ArrowUp" || event.key === "ArrowDown") {
          event.preventDefault();
          move(event.key === "ArrowUp" ? -1 : 1);
        } else if (event.key === "Enter" && props.onThread) {
          event.preventDefault();
          props.onThread(stop);
        }
      }}
    >
      {from === 0 && props.head}
      {messages.slice(from).map((message, index) => {
        const before = messages[from + index - 1];
        const newDay = !before || day(before.ts) !== day(message.ts);
        return (
          <div key={message.ts} className="entry">
            {newDay && <Separator text={day(message.ts)} />}
            {message.ts === firstNew && <Separator text="New" fresh />}
            <MessageRow
              message={message}
              compact={!newDay && follows(before, message) && message.ts !== firstNew}
              editing={props.editing === message.ts}
              onEdit={props.onEdit}
              onThread={message.ephemeral ? undefined : props.onThread}
              tabbable={message.ts === stop}
              onFocus={() => focus(message.ts)}
              replies={threads?.get(message.ts)}
              fresh={isFresh(threads?.get(message.ts), props.threadRead?.[message.ts] ?? props.readUpTo)}
              lit={props.lit === message.ts}
            />
          </div>
        );
      })}
    </div>
  );
}

function Separator({ text, fresh }: { text: string; fresh?: boolean }) {
  return (
    <div className={fresh ? "separator fresh" : "separator"} role="separator" aria-label={text}>
      <span aria-hidden="true">{text}</span>
    </div>
  );
}

function isFresh(replies: Message[] | undefined, read: string | undefined): boolean {
  return !!read && !!replies?.length && replies.at(-1)!.ts > read;
}

function follows(before: Message | undefined, message: Message): boolean {
  return (
    !!before &&
    !before.ephemeral &&
    !message.ephemeral &&
    before.user === message.user &&
    !before.subtype.startsWith("channel_") &&
    before.subtype !== "tombstone" &&
    Number(message.ts) - Number(before.ts) < TOGETHER
  );
}
