import { memo, useState } from "react";
import { Avatar } from "./Avatar";
import { Blocks } from "./blocks";
import { Confirm } from "./Confirm";
import { usePage } from "./context";
import { EditBox } from "./EditBox";
import { emoji } from "./emoji";
import { EmojiPicker } from "./EmojiPicker";
import { Files } from "./Files";
import { Thread } from "./icons";
import { called } from "./mentions";
import { Menu, type Item } from "./Menu";
import { initial } from "./Modal";
import { Mrkdwn } from "./mrkdwn";
import { SurfaceContext, type Surface } from "./surface";
import { clock, day, whole } from "./time";
import type { Message } from "./types";

export interface RowProps {
  message: Message;
  /** Follows one of the same author's closely: without its head. */
  compact?: boolean;
  editing: boolean;
  onEdit: (ts: string) => void;
  /** Opens the thread; not given where the row is in one. */
  onThread?: (ts: string) => void;
  tabbable: boolean;
  onFocus: () => void;
  replies?: Message[];
  fresh?: boolean;
  lit?: boolean;
}

export const MessageRow = memo(function MessageRow(props: RowProps) {
  const { message, compact, editing, tabbable } = props;
  const { person, seen } = usePage();
  const [busy, setBusy] = useState(false);
  const author = message.ephemeral ? "Akin" : called(person(message.user)?.name ?? "Slack");
  const bot = message.ephemeral || person(message.user)?.role === "bot";
  if (message.subtype.startsWith("channel_") || message.subtype.startsWith("group_"))
    return (
      <div className="message event" role="article">
        <Mrkdwn text={message.text} />
        <time>{clock(message.ts)}</time>
      </div>
    );
  const names = [
    "message",
    compact ? "compact" : "",
    bot ? "from-bot" : "",
    message.ephemeral ? "ephemeral" : "",
    message.subtype === "tombstone" ? "tombstone" : "",
    busy ? "busy" : "",
    editing ? "editing" : "",
    props.lit ? "lit" : "",
  ];
  return (
    <article
      className={names.filter(Boolean).join(" ")}
      aria-label={`${author}, ${day(message.ts)} ${clock(message.ts)}`}
      data-ts={message.ts}
      tabIndex={tabbable ? 0 : -1}
      onFocus={props.onFocus}
    >
      <div className="gutter">
        {compact ? <time>{clock(message.ts)}</time> : <Avatar id={message.ephemeral ? "" : message.user} />}
      </div>
      <div className="content">
        {message.ephemeral && <Whisper message={message} />}
        {!compact && (
          <div className="head">
            <b>{author}</b>
            {bot && <span className="badge">app</span>}
            <Role id={message.user} />
            <time title={whole(message.ts)}>{clock(message.ts)}</time>
          </div>
        )}
        {editing ? (
          <EditBox message={message} onDone={() => props.onEdit("")} />
        ) : (
          <Said message={message} />
        )}
        {message.files.length > 0 && <Files files={message.files} />}
        <Reactions message={message} />
        {props.onThread && !!props.replies?.length && (
          <RepliesBar {...props} replies={props.replies} onThread={props.onThread} />
        )}
      </div>
      {!message.ephemeral && message.subtype !== "tombstone" && !editing && seen.phase.name !== "starting" && (
        <Tools {...props} setBusy={setBusy} />
      )}
    </article>
  );
});

function Role({ id }: { id: string }) {
  const role = usePage().person(id)?.role;
  if (role === "guest") return <span className="badge">guest</span>;
  return role === "external" ? <span className="badge">other organisation</span> : null;
}

function Whisper({ message }: { message: Message }) {
  const { act } = usePage();
  return (
    <div className="whisper">
      Only visible to you
      <button
        type="button"
        className="link"
        onClick={() => void act("dismiss", { channel: message.channel, ts: message.ts })}
      >
        Dismiss
      </button>
    </div>
  );
}

function Said({ message }: { message: Message }) {
  const { act, here } = usePage();
  const { channel, ts, ephemeral } = message;
  const [chosen, choose] = useState<Record<string, unknown>>({});
  const key = (block: string, action: string) => `${block}/${action}`;
  const surface: Surface = {
    target: { channel, ts, ephemeral },
    press: (block, element, selected) =>
      void act("press", {
        channel,
        ts,
        ephemeral,
        action: element.action_id,
        block: block.block_id,
        selected,
      }),
    value: (block, element) =>
      chosen[key(block.block_id, element.action_id)] ?? initial(element, here),
    change: (block, element, value) =>
      choose((known) => ({ ...known, [key(block.block_id, element.action_id)]: value })),
    errors: {},
  };
  return (
    <div className="said">
      <SurfaceContext.Provider value={surface}>
        {message.blocks.length ? <Blocks blocks={message.blocks} /> : <Mrkdwn text={message.text} />}
      </SurfaceContext.Provider>
      {message.edited && <span className="edited">(edited)</span>}
    </div>
  );
}

function Reactions({ message }: { message: Message }) {
  const { act, seen, person } = usePage();
  if (!message.reactions.length) return null;
  return (
    <div className="reactions">
      {message.reactions.map(({ name, users }) => {
        const mine = users.includes(seen.me);
        const who = users.map((id) => called(person(id)?.name ?? "somebody")).join(", ");
        return (
          <button
            key={name}
            type="button"
            aria-pressed={mine}
            aria-label={`${name.replaceAll("_", " ")}, ${users.length}: ${who}`}
            title={`${who} :${name}:`}
            onClick={() =>
              void act(mine ? "unreact" : "react", { channel: message.channel, ts: message.ts, name })
            }
          >
            <span>{emoji(name)}</span> {users.length}
          </button>
        );
      })}
    </div>
  );
}

function RepliesBar({ message, replies, onThread, fresh }: RowProps & { replies: Message[]; onThread: (ts: string) => void }) {
  const last = replies.at(-1)!;
  const people = [...new Set(replies.map((reply) => reply.user))].slice(0, 4);
  return (
    <button type="button" className="replies" onClick={() => onThread(message.ts)}>
      <span className="faces">
        {people.map((id) => (
          <Avatar key={id} id={id} size={22} />
        ))}
      </span>
      <b>
        {replies.length} {replies.length === 1 ? "reply" : "replies"}
      </b>
      <span className="last">
        {fresh ? <span className="new">new</span> : null} {day(last.ts)} {clock(last.ts)}
      </span>
    </button>
  );
}

function Tools({ message, tabbable, onEdit, onThread, setBusy }: RowProps & { setBusy: (busy: boolean) => void }) {
  const { act, say, seen, person } = usePage();
  const [deleting, setDeleting] = useState(false);
  const { channel, ts } = message;
  const tab = tabbable ? 0 : -1;
  const mine = message.user === seen.me;
  const items: Item[] = seen.fixed.shortcuts.map(({ id, name }) => ({
    name,
    act: () => void act("shortcut", { channel, ts, name: id }),
  }));
  items.push({
    name: "Copy link",
    act: () =>
      void act("link", { channel, ts }).then(async (answer) => {
        if (!answer.ok) return;
        await navigator.clipboard?.writeText(String(answer.link)).catch(() => undefined);
        say(`Copied: ${answer.link}`);
      }),
  });
  if (mine) items.push({ name: "Edit", act: () => onEdit(ts) });
  if (mine || person(seen.me)?.role === "admin")
    items.push({ name: "Delete", danger: true, act: () => setDeleting(true) });
  const quick = ["white_check_mark", "eyes"];
  const toggle = (name: string) => {
    const had = message.reactions.find((r) => r.name === name)?.users.includes(seen.me);
    void act(had ? "unreact" : "react", { channel, ts, name });
  };
  return (
    <div className="tools" role="group" aria-label="What to do with this message">
      {quick.map((name) => (
        <button
          key={name}
          type="button"
          className="icon emoji"
          aria-label={`React with ${name.replaceAll("_", " ")}`}
          title={`:${name}:`}
          tabIndex={tab}
          onClick={() => toggle(name)}
        >
          {emoji(name)}
        </button>
      ))}
      <EmojiPicker label="React with another emoji" tabIndex={tab} onPick={toggle} onOpen={setBusy} />
      {onThread && (
        <button
          type="button"
          className="icon"
          aria-label="Reply in the thread"
          title="Reply in the thread"
          tabIndex={tab}
          onClick={() => onThread(ts)}
        >
          <Thread />
        </button>
      )}
      <Menu label="More to do with this message" tabIndex={tab} items={items} onOpen={setBusy} />
      {deleting && (
        <Confirm
          title="Delete this message?"
          text={{ type: "plain_text", text: "It is gone for everybody, and Akin forgets it." }}
          yes="Delete"
          no="Keep it"
          danger
          onClose={(yes) => {
            setDeleting(false);
            if (yes) void act("delete", { channel, ts });
          }}
        />
      )}
    </div>
  );
}
