import { useEffect, useMemo, useState } from "react";
import { Composer } from "./Composer";
import { usePage } from "./context";
import { Empty } from "./Empty";
import { MessageList } from "./MessageList";
import { nameOf } from "./Sidebar";
import type { Channel, Message } from "./types";

interface Props {
  channel: Channel;
  /** The root of the thread that is shown; empty for the channel itself. */
  thread: string;
  onThread?: (ts: string) => void;
  onPosted: (ts: string) => void;
  draft: { text: string; files: File[] };
  onDraft: (draft: { text: string; files: File[] }) => void;
  readUpTo?: string;
  threadRead?: Record<string, string>;
  lit?: string;
  nudge: number;
  quiet?: boolean;
}

/** What is said in a channel or thread, and the place where one says more. */
export function Conversation(props: Props) {
  const { channel, thread, draft, onDraft } = props;
  const { seen } = usePage();
  const [editing, edit] = useState("");
  const [over, setOver] = useState(false);
  const all = seen.messages.get(channel.id) ?? [];
  const { shown, threads } = useMemo(() => split(all, thread), [all, thread]);
  useEffect(() => edit(""), [channel.id, thread, seen.me]);
  useEffect(() => {
    // Dragged files leave the window without telling anybody.
    const end = () => setOver(false);
    window.addEventListener("dragend", end);
    return () => window.removeEventListener("dragend", end);
  }, []);
  const editLast = () => {
    const last = shown.findLast((m) => m.user === seen.me && !m.ephemeral && m.subtype !== "tombstone");
    if (last) edit(last.ts);
  };
  const label = thread ? "Reply …" : `Message ${nameOf(channel)}`;
  const open = channel.member && !channel.archived;
  return (
    <div
      className="conversation"
      onDragOver={(event) => {
        if (!open || !event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (open) onDraft({ ...draft, files: [...draft.files, ...event.dataTransfer.files] });
      }}
    >
      <MessageList
        key={`${channel.id}/${thread}/${seen.me}`}
        label={thread ? "Messages of the thread" : `Messages in ${nameOf(channel)}`}
        messages={shown}
        threads={thread ? undefined : threads}
        editing={editing}
        onEdit={edit}
        onThread={props.onThread}
        readUpTo={props.readUpTo}
        threadRead={props.threadRead}
        lit={props.lit}
        head={thread ? undefined : <Empty channel={channel} bare={!shown.length} />}
      />
      <Composer
        channel={channel}
        thread={thread}
        label={label}
        text={draft.text}
        onText={(text) => onDraft({ ...draft, text })}
        files={draft.files}
        onFiles={(files) => onDraft({ ...draft, files })}
        onEditLast={editLast}
        onPosted={props.onPosted}
        nudge={props.nudge}
        quiet={props.quiet}
      />
      {over && <div className="drop">Drop it into {nameOf(channel)}</div>}
    </div>
  );
}

/** A channel shows roots and broadcast replies, a thread its root and replies. */
function split(all: Message[], thread: string) {
  const threads = new Map<string, Message[]>();
  for (const message of all)
    if (message.thread && !message.ephemeral)
      threads.set(message.thread, [...(threads.get(message.thread) ?? []), message]);
  const shown = thread
    ? all.filter((m) => m.ts === thread || m.thread === thread)
    : all.filter((m) => !m.thread || m.broadcast);
  return { shown, threads };
}
