import { useEffect, useReducer, useRef } from "react";
import type { Channel, Fixed, Glimpse, Message, News, Person, Try, View } from "./types";

/** What the person sees now. */
export interface Seen {
  connected: boolean;
  fixed: Fixed;
  me: string;
  people: Map<string, Person>;
  channels: Channel[];
  /** By channel, each in order of time, replies and ephemeral ones included. */
  messages: Map<string, Message[]>;
  views: View[];
  home: View | null;
  /** The channel that one begins in, by id. */
  beginning: string;
  phase: NonNullable<News["phase"]>;
  tries: Try[];
  glimpses: Glimpse[];
  /** New ones only, each with a number of its own. */
  failures: { number: number; kind: string; code: string }[];
}

const NOTHING: Seen = {
  connected: false,
  fixed: { title: "", commands: [], shortcuts: [], samples: [] },
  me: "",
  people: new Map(),
  channels: [],
  messages: new Map(),
  views: [],
  home: null,
  beginning: "",
  phase: { name: "starting", note: "", since: "" },
  tries: [],
  glimpses: [],
  failures: [],
};

type Step = { is: "news"; news: News; first: boolean } | { is: "lost" };

function reduce(seen: Seen, step: Step): Seen {
  if (step.is === "lost") return { ...seen, connected: false };
  const { news, first } = step;
  const next: Seen = { ...(first ? NOTHING : seen), connected: true };
  if (first) next.fixed = seen.fixed;
  if (news.fixed) next.fixed = news.fixed;
  if (news.me) next.me = news.me;
  if (news.people) next.people = new Map(news.people.map((person) => [person.id, person]));
  if (news.channels) next.channels = news.channels;
  if (news.messages || news.ephemerals) next.messages = moved(next.messages, news);
  if (news.views) next.views = news.views;
  if (news.home !== undefined) next.home = news.home;
  if (news.beginning !== undefined) next.beginning = news.beginning;
  if (news.phase) next.phase = news.phase;
  if (news.tries) next.tries = news.tries;
  if (news.glimpses) next.glimpses = news.glimpses;
  if (news.errors) {
    const last = next.failures.at(-1)?.number ?? 0;
    const more = news.errors.map((error, index) => ({ ...error, number: last + index + 1 }));
    next.failures = [...next.failures, ...more];
  }
  return next;
}

function moved(before: Map<string, Message[]>, news: News): Map<string, Message[]> {
  const after = new Map(before);
  const touched = new Map<string, Map<string, Message>>();
  const of = (channel: string) => {
    let known = touched.get(channel);
    if (!known) {
      known = new Map((before.get(channel) ?? []).map((m) => [m.ts, m]));
      touched.set(channel, known);
    }
    return known;
  };
  for (const message of news.messages?.put ?? []) of(message.channel).set(message.ts, message);
  for (const { channel, ts } of news.messages?.gone ?? []) of(channel).delete(ts);
  if (news.ephemerals) {
    for (const [channel, messages] of before)
      for (const old of messages) if (old.ephemeral) of(channel).delete(old.ts);
    for (const whispered of news.ephemerals)
      of(whispered.channel).set(whispered.ts, asMessage(whispered));
  }
  for (const [channel, known] of touched)
    after.set(
      channel,
      [...known.values()].sort((a, b) => (a.ts < b.ts ? -1 : a.ts > b.ts ? 1 : 0)),
    );
  return after;
}

function asMessage(whispered: Omit<Message, "ephemeral">): Message {
  return {
    ...whispered,
    user: "",
    broadcast: false,
    subtype: "",
    edited: false,
    reactions: [],
    files: [],
    ephemeral: true,
  };
}

const AGAIN_AFTER = 1000; // milliseconds

/** What a person sees, live; an empty `as` begins as whom the server says. */
export function useWorkspace(as: string): Seen {
  const [seen, dispatch] = useReducer(reduce, NOTHING);
  const me = useRef("");
  me.current = seen.me;
  useEffect(() => {
    if (as && as === me.current) return; // the server chose this one itself
    let over = false;
    let socket: WebSocket | undefined;
    let timer = 0;
    const open = () => {
      let first = true;
      const query = as ? `?as=${encodeURIComponent(as)}` : "";
      socket = new WebSocket(`ws://${location.host}/page/live${query}`);
      socket.onmessage = (event) => {
        if (over) return;
        dispatch({ is: "news", news: JSON.parse(event.data as string) as News, first });
        first = false;
      };
      socket.onclose = () => {
        if (over) return;
        dispatch({ is: "lost" });
        timer = window.setTimeout(open, AGAIN_AFTER);
      };
    };
    open();
    return () => {
      over = true;
      window.clearTimeout(timer);
      socket?.close();
    };
  }, [as]);
  return seen;
}
