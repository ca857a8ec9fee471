import { useEffect, useState } from "react";
import { usePage } from "./context";
import { called } from "./mentions";
import type { Seen } from "./workspace";

export interface Offer {
  /** What is put in place of what was typed. */
  insert: string;
  name: string;
  purpose: string;
  example: string;
  replaces: number;
}

export interface Offers {
  list: Offer[];
  at: number;
  /** Whether an arrow chose among them: only then Enter takes one instead of sending. */
  moved: boolean;
  hidden: boolean;
  move: (by: number) => void;
  hide: () => void;
}

const MOST = 8;

export function useCompletions(text: string, commands: boolean): Offers {
  const { seen } = usePage();
  const [at, setAt] = useState(0);
  const [moved, setMoved] = useState(false);
  const [hidden, hide] = useState("");
  useEffect(() => {
    setAt(0);
    setMoved(false);
  }, [text]);
  const list = offered(text, seen, commands);
  return {
    list,
    at: Math.min(at, Math.max(0, list.length - 1)),
    moved,
    hidden: hidden === text && text !== "",
    move: (by) => {
      setAt((now) => (now + by + list.length) % list.length);
      setMoved(true);
    },
    hide: () => hide(text),
  };
}

function offered(text: string, seen: Seen, commands: boolean): Offer[] {
  if (text.startsWith("/") && commands && !text.includes("\n")) return ofCommands(text, seen);
  const mention = /(?:^|\s)([@#])([\w-]*)$/.exec(text);
  if (!mention) return [];
  const [, sign, typed] = mention;
  const begins = (name: string) => name.toLowerCase().startsWith(typed!.toLowerCase());
  const replaces = typed!.length + 1;
  const offers =
    sign === "@"
      ? [...seen.people.values()]
          .filter((person) => begins(person.name) && person.id !== seen.me)
          .map((person) => ({
            insert: `@${person.name} `,
            name: called(person.name),
            purpose: person.role === "bot" ? "searches for what is said there" : person.full,
          }))
      : seen.channels
          .filter((channel) => !channel.other && begins(channel.name))
          .map((channel) => ({
            insert: `#${channel.name} `,
            name: `#${channel.name}`,
            purpose: channel.topic,
          }));
  return offers.slice(0, MOST).map((offer) => ({ ...offer, example: "", replaces }));
}

function ofCommands(text: string, seen: Seen): Offer[] {
  const typed = text.toLowerCase();
  return seen.fixed.commands
    .filter(({ usage }) => {
      const words = wordsOf(usage);
      return words.startsWith(typed.trimEnd()) || (typed.startsWith(`${words} `) && usage !== words);
    })
    .map(({ usage, purpose, example }) => ({
      insert: `${wordsOf(usage)}${wordsOf(usage) === usage ? "" : " "}`,
      name: usage,
      purpose,
      example,
      replaces: typed.startsWith(`${wordsOf(usage)} `) ? 0 : text.length,
    }));
}

/** A command without what has to be filled in: `/akin find` of `/akin find TEXT`. */
function wordsOf(usage: string): string {
  return usage.split(/ (?=[A-Z[#])/)[0]!;
}

export function completed(text: string, offer: Offer): string {
  return offer.replaces === 0 ? text : text.slice(0, text.length - offer.replaces) + offer.insert;
}

export function Completions({ id, offers, onPick }: { id: string; offers: Offers; onPick: (index: number) => void }) {
  if (!offers.list.length) return null;
  return (
    <ul className="completions" role="listbox" id={id} aria-label="Completions">
      {offers.list.map((offer, index) => (
        <li
          key={offer.name}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === offers.at}
          onPointerDown={(event) => {
            event.preventDefault();
            onPick(index);
          }}
        >
          <code>{offer.name}</code>
          <span>{offer.purpose}</span>
          {offer.example && index === offers.at && <small>{offer.example}</small>}
        </li>
      ))}
    </ul>
  );
}
