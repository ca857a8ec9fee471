import { useEffect, useRef, useState } from "react";
import { usePage } from "./context";
import { decode } from "./mrkdwn";
import type { Message } from "./types";

/** The place where one changes one's own message: Enter saves, Esc leaves it as it was. */
export function EditBox({ message, onDone }: { message: Message; onDone: () => void }) {
  const { act, person, channel } = usePage();
  const [text, setText] = useState(() =>
    decode(
      message.text
        .replace(/<@(\w+)>/g, (whole, id: string) => (person(id) ? `@${person(id)!.name}` : whole))
        .replace(/<#(\w+)(?:\|[^>]*)?>/g, (whole, id: string) =>
          channel(id) ? `#${channel(id)!.name}` : whole,
        )
        .replace(/<(https?:[^|>]+)>/g, "$1"),
    ),
  );
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    box.current?.focus();
    box.current?.setSelectionRange(text.length, text.length);
  }, []);
  useEffect(() => {
    const area = box.current;
    if (!area) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  }, [text]);
  const save = async () => {
    if (!text.trim()) return;
    const answer = await act("edit", { channel: message.channel, ts: message.ts, text });
    if (answer.ok) onDone();
  };
  return (
    <div className="edit">
      <textarea
        ref={box}
        className="field"
        aria-label="Edit your message"
        value={text}
        rows={1}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Escape") onDone();
          if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            void save();
          }
        }}
      />
      <div className="row">
        <button type="button" className="button" onClick={onDone}>
          Cancel
        </button>
        <button type="button" className="button primary" onClick={() => void save()}>
          Save
        </button>
      </div>
    </div>
  );
}
