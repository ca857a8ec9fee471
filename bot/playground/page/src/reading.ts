import { useEffect, useState } from "react";
import type { Channel } from "./types";
import type { Seen } from "./workspace";

type Read = Record<string, string>;

/** Up to which message each person has read each channel; what was there before is read. */
export function useReading(seen: Seen, here: string, thread: string) {
  const [read, setRead] = useState<Record<string, Read>>({});
  const of = (key: string) => read[seen.me]?.[key] ?? seen.phase.since;
  const mark = (key: string, ts: string) =>
    setRead((now) =>
      (now[seen.me]?.[key] ?? "") >= ts
        ? now
        : { ...now, [seen.me]: { ...now[seen.me], [key]: ts } },
    );
  const roots = (seen.messages.get(here) ?? []).filter((m) => !m.thread || m.broadcast);
  const last = roots.at(-1)?.ts ?? "";
  const replies = (seen.messages.get(here) ?? []).filter((m) => m.thread === thread);
  const lastReply = thread ? (replies.at(-1)?.ts ?? "") : "";
  // Where the line "New" stands: fixed while one stays in the channel.
  const [entered, enter] = useState({ place: "", at: "" });
  const place = `${seen.me}/${here}`;
  useEffect(() => {
    if (here && seen.me && entered.place !== place) enter({ place, at: of(here) });
  }, [place]);
  useEffect(() => {
    if (here && last) mark(here, last);
  }, [place, last]);
  useEffect(() => {
    if (lastReply) mark(`${here}/${thread}`, lastReply);
  }, [place, thread, lastReply]);
  const unread = (channel: Channel) => {
    if (!seen.phase.since) return 0;
    const since = of(channel.id);
    return (seen.messages.get(channel.id) ?? []).filter(
      (m) => m.ts > since && m.user !== seen.me && (!m.thread || m.broadcast),
    ).length;
  };
  const threadRead: Read = {};
  for (const [key, ts] of Object.entries(read[seen.me] ?? {}))
    if (key.startsWith(`${here}/`)) threadRead[key.slice(here.length + 1)] = ts;
  return { unread, threadRead, since: seen.phase.since, entered: entered.place === place ? entered.at : of(here) };
}
