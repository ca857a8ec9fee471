import type { ReactNode } from "react";
import { Avatar, Rings } from "./Avatar";
import { usePage } from "./context";
import { Hash, House, Lock, Moon, Shared, Sun } from "./icons";
import { called } from "./mentions";
import type { Channel, Person } from "./types";

interface Props {
  unread: (channel: Channel) => number;
  home: boolean;
  onHome: () => void;
  onDirect: () => void;
  onPerson: (id: string) => void;
  dark: boolean;
  onTheme: () => void;
}

/** Where one can go, and as whom. */
export function Sidebar(props: Props) {
  const { seen, here, go } = usePage();
  const channels = seen.channels.filter((channel) => !channel.other && channel.kind !== "mpim");
  const mine = channels.filter((channel) => channel.member);
  const others = channels.filter((channel) => !channel.member);
  const direct = seen.channels.find((channel) => seen.people.get(channel.other)?.role === "bot");
  const row = (channel: Channel) => (
    <Row
      key={channel.id}
      icon={<Kind channel={channel} />}
      name={channel.name}
      aside={kindOf(channel)}
      unread={props.unread(channel)}
      current={!props.home && here === channel.id}
      onClick={() => go(channel.id)}
    />
  );
  return (
    <>
      <header className="brand">
        <Rings size={30} />
        <h1>{seen.fixed.title || "Workspace"}</h1>
        <button
          type="button"
          className="icon"
          aria-label={props.dark ? "Light colours" : "Dark colours"}
          title={props.dark ? "Light colours" : "Dark colours"}
          onClick={props.onTheme}
        >
          {props.dark ? <Sun /> : <Moon />}
        </button>
      </header>
      <nav aria-label="Channels">
        <h2>Channels</h2>
        <ul>{mine.map(row)}</ul>
        {others.length > 0 && (
          <>
            <h2>To join</h2>
            <ul>{others.map(row)}</ul>
          </>
        )}
        <h2>Akin</h2>
        <ul>
          <Row icon={<House />} name="App Home" current={props.home} onClick={props.onHome} unread={0} />
          <Row
            icon={<Rings size={18} />}
            name="Direct message"
            current={!props.home && !!direct && here === direct.id}
            onClick={props.onDirect}
            unread={direct ? props.unread(direct) : 0}
          />
        </ul>
      </nav>
      <section className="people" aria-label="Who you are">
        <h2>You are</h2>
        <ul>
          {[...seen.people.values()]
            .filter((person) => person.role !== "bot")
            .map((person) => (
              <li key={person.id}>
                <button
                  type="button"
                  aria-pressed={person.id === seen.me}
                  onClick={() => props.onPerson(person.id)}
                >
                  <Avatar id={person.id} size={22} />
                  <span className="name">{person.name}</span>
                  <small>{role(person)}</small>
                </button>
              </li>
            ))}
        </ul>
      </section>
    </>
  );
}

function Row(props: {
  icon: ReactNode;
  name: string;
  aside?: string;
  unread: number;
  current: boolean;
  onClick: () => void;
}) {
  return (
    <li>
      <button
        type="button"
        className={props.unread ? "unread" : ""}
        aria-current={props.current ? "page" : undefined}
        onClick={props.onClick}
      >
        {props.icon}
        <span className="name">
          {props.name}
          {props.aside && <span className="sr"> ({props.aside})</span>}
        </span>
        {props.unread > 0 && (
          <span className="count">
            {props.unread}
            <span className="sr"> unread</span>
          </span>
        )}
      </button>
    </li>
  );
}

export function Kind({ channel }: { channel: Channel }) {
  if (channel.other) return <Rings size={18} />;
  if (channel.kind === "private_channel") return <Lock />;
  return channel.shared ? <Shared /> : <Hash />;
}

export function kindOf(channel: Channel): string {
  if (channel.kind === "private_channel") return "private";
  return channel.shared ? "shared with another organisation" : "";
}

function role(person: Person): string {
  return { bot: "", external: "other org", guest: "guest", admin: "admin", member: "" }[person.role];
}

export function nameOf(channel: Channel): string {
  return channel.other ? called(channel.name) : `#${channel.name}`;
}
