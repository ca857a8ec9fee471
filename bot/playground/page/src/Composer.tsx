import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { sentence, upload } from "./api";
import { Completions, completed, useCompletions } from "./Completions";
import { usePage } from "./context";
import { EmojiPicker } from "./EmojiPicker";
import { emoji } from "./emoji";
import { FileFace } from "./Files";
import { Clip, Close, Send } from "./icons";
import { Menu, type Item } from "./Menu";
import type { Channel } from "./types";

interface Props {
  channel: Channel;
  thread: string;
  label: string;
  text: string;
  onText: (text: string) => void;
  files: File[];
  onFiles: (files: File[]) => void;
  /** ↑ in an empty box. */
  onEditLast: () => void;
  onPosted: (ts: string) => void;
  /** Another number moves the focus here. */
  nudge: number;
  /** Came by itself: the focus stays where it is. */
  quiet?: boolean;
}

const PREVIEW = 160; // characters

export function Composer(props: Props) {
  const { channel, thread, text, onText, files, onFiles } = props;
  const { act, seen, say } = usePage();
  const [sent, setSent] = useState<number | null>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const id = useId();
  const offers = useCompletions(text, thread === "");
  const waiting = seen.phase.name === "starting";

  useLayoutEffect(() => {
    const area = box.current;
    if (!area) return;
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, 220)}px`;
  }, [text]);
  useEffect(() => {
    const area = box.current;
    if (props.quiet || !area || !window.matchMedia("(pointer: fine)").matches) return;
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  }, [channel.id, thread, waiting, props.nudge]);

  const send = async () => {
    const said = text.trim();
    if (waiting || sent !== null || (!said && !files.length)) return;
    if (files.length) return share(said);
    if (said.startsWith("/")) {
      if (thread) return say("Slack takes no commands in threads: type it in the channel.");
      const answer = await act("command", { channel: channel.id, text: said });
      if (answer.ok) onText("");
      return;
    }
    onText("");
    const answer = await act("post", { channel: channel.id, thread, text: said });
    if (answer.ok) props.onPosted(String(answer.ts));
    else onText(text);
  };
  const share = async (said: string) => {
    setSent(0);
    const given = { channel: channel.id, text: said, thread, files };
    const answer = await upload(seen.me, given, setSent);
    setSent(null);
    if (!answer.ok) return say(sentence(answer.error ?? "", answer.detail));
    onText("");
    onFiles([]);
    props.onPosted(String(answer.ts));
  };
  const pick = (index: number) => {
    const offer = offers.list[index];
    if (!offer) return;
    onText(completed(text, offer));
    box.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (offers.list.length && !offers.hidden) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        return offers.move(event.key === "ArrowDown" ? 1 : -1);
      }
      if (event.key === "Tab" || (event.key === "Enter" && offers.moved)) {
        event.preventDefault();
        return pick(offers.at);
      }
      if (event.key === "Escape") {
        event.stopPropagation();
        return offers.hide();
      }
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      void send();
    } else if (event.key === "ArrowUp" && !text) {
      event.preventDefault();
      props.onEditLast();
    }
  };

  if (channel.archived) return <p className="no-composer">This channel is archived.</p>;
  if (!channel.member)
    return (
      <p className="no-composer">
        You are not in #{channel.name}.
        <button type="button" className="button primary" onClick={() => void act("join", { channel: channel.id })}>
          Join
        </button>
      </p>
    );
  const samples: Item[] = seen.fixed.samples.map((name) => ({
    name,
    act: () =>
      void act("sample", { channel: channel.id, file: name, text: text.trim() }).then((answer) => {
        if (!answer.ok) return;
        onText("");
        props.onPosted(String(answer.ts));
      }),
  }));
  const attach: Item[] = [
    { name: "Choose a file …", act: () => picker.current?.click() },
    ...(thread ? [] : samples),
  ];
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {!offers.hidden && <Completions id={id} offers={offers} onPick={pick} />}
      {files.length > 0 && (
        <ul className="pending" aria-label="Files to share">
          {files.map((file, index) => (
            <Pending
              key={`${file.name}-${index}`}
              file={file}
              onRemove={sent === null ? () => onFiles(files.filter((_, i) => i !== index)) : undefined}
            />
          ))}
        </ul>
      )}
      {sent !== null && <progress value={sent} max={1} aria-label="Sharing" />}
      <div className="box">
        <textarea
          ref={box}
          rows={1}
          value={text}
          disabled={waiting}
          placeholder={waiting ? "Akin is waking up …" : props.label}
          aria-label={props.label}
          aria-autocomplete="list"
          aria-controls={offers.list.length && !offers.hidden ? id : undefined}
          aria-activedescendant={
            offers.list.length && !offers.hidden ? `${id}-${offers.at}` : undefined
          }
          onChange={(event) => onText(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            const pasted = [...event.clipboardData.files];
            if (pasted.length) onFiles([...files, ...pasted]);
          }}
        />
        <div className="row">
          <Menu label="Attach a file" icon={<Clip />} items={attach} />
          <EmojiPicker label="Insert an emoji" onPick={(name) => onText(text + emoji(name))} />
          <span className="keys" aria-hidden="true">
            <span>
              <kbd>Enter</kbd> sends
            </span>
            <span>
              <kbd>Shift Enter</kbd> new line
            </span>
            <span>
              <kbd>/</kbd> commands
            </span>
          </span>
          <button
            type="submit"
            className="send"
            aria-label="Send"
            disabled={waiting || sent !== null || (!text.trim() && !files.length)}
          >
            <Send />
          </button>
        </div>
      </div>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label="Files"
        onChange={(event) => {
          onFiles([...files, ...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
    </form>
  );
}

function Pending({ file, onRemove }: { file: File; onRemove?: () => void }) {
  const [beginning, setBeginning] = useState("");
  useEffect(() => {
    let gone = false;
    if (file.type.startsWith("text/") || /\.(md|txt|csv)$/i.test(file.name))
      void file
        .slice(0, 4 * PREVIEW)
        .text()
        .then((text) => !gone && setBeginning(text.slice(0, PREVIEW)));
    return () => {
      gone = true;
    };
  }, [file]);
  return (
    <li>
      <FileFace name={file.name} size={file.size} />
      {beginning && <span className="beginning">{beginning}</span>}
      {onRemove && (
        <button type="button" className="icon" aria-label={`Leave out ${file.name}`} onClick={onRemove}>
          <Close />
        </button>
      )}
    </li>
  );
}
