import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Announcer } from "./Announcer";
import { act, sentence } from "./api";
import { PageContext, type Page } from "./context";
import { Conversation } from "./Conversation";
import { FirstMinute } from "./FirstMinute";
import { Home } from "./Home";
import { Hood } from "./Hood";
import { Bars, Close, Gauge } from "./icons";
import { Modal } from "./Modal";
import { useReading } from "./reading";
import { useRemembered } from "./remembered";
import { Kind, kindOf, nameOf, Sidebar } from "./Sidebar";
import { useTheme } from "./theme";
import { ago } from "./time";
import type { Json, Message, Try } from "./types";
import { useWorkspace } from "./workspace";

const WIDE = "(min-width: 1180px)";
const NOTICE = 6000; // milliseconds

interface Draft {
  text: string;
  files: File[];
}

export function App() {
  const [as, become] = useState(() => new URLSearchParams(location.search).get("as") ?? "");
  const seen = useWorkspace(as);
  const [place, setPlace] = useState(""); // a channel's id
  const [home, setHome] = useState(false);
  const [thread, setThread] = useState("");
  const [byItself, setByItself] = useState(false);
  const [lit, light] = useState("");
  const [hood, setHood] = useRemembered("hood", false);
  const [drawer, setDrawer] = useState(false);
  const [strip, setStrip] = useRemembered("first-minute", true);
  const [dark, toggleTheme] = useTheme();
  const [notices, setNotices] = useState<{ number: number; text: string }[]>([]);
  const [drafts, setDrafts] = useState<Record<string, Draft>>({});
  const [nudge, setNudge] = useState(0);
  const posted = useRef<string>("");
  const wanted = useRef<Try | null>(null);

  const channels = useMemo(() => new Map(seen.channels.map((c) => [c.id, c])), [seen.channels]);
  const beginning = channels.get(seen.beginning) ?? seen.channels.find((c) => c.member) ?? seen.channels[0];
  const channel = channels.get(place) ?? beginning;
  const here = home ? "" : (channel?.id ?? "");
  const all = channel ? (seen.messages.get(channel.id) ?? []) : [];
  const root = all.find((m) => m.ts === thread);
  const reading = useReading(seen, here, root ? thread : "");

  const say = useCallback((text: string) => {
    const number = Math.random();
    setNotices((now) => [...now.slice(-2), { number, text }]);
    window.setTimeout(() => setNotices((now) => now.filter((n) => n.number !== number)), NOTICE);
  }, []);
  const doing = useCallback(
    async (what: string, given: Json = {}) => {
      const answer = await act(seen.me, what, given);
      if (!answer.ok) say(sentence(answer.error ?? "", answer.detail));
      return answer;
    },
    [seen.me, say],
  );
  const openThread = useCallback(
    (ts: string) => {
      setThread(ts);
      setByItself(false);
      if (ts && !window.matchMedia(WIDE).matches) setHood(false);
    },
    [setHood],
  );
  const go = useCallback(
    (id: string, ts = "") => {
      setPlace(id);
      setHome(false);
      setDrawer(false);
      openThread(ts);
      light(ts);
    },
    [openThread],
  );
  const page = useMemo<Page>(
    () => ({
      seen,
      act: doing,
      say,
      go,
      person: (id) => seen.people.get(id),
      channel: (id) => channels.get(id),
      here,
    }),
    [seen, doing, say, go, channels, here],
  );

  // What the bot failed at is said once.
  const told = useRef(0);
  useEffect(() => {
    for (const failure of seen.failures.filter((f) => f.number > told.current)) {
      told.current = failure.number;
      say(sentence(failure.code));
    }
  }, [seen.failures, say]);
  useEffect(() => {
    told.current = 0;
    if (home && seen.me) void act(seen.me, "home");
  }, [seen.me, home]);

  // The bot's first answer to what one has just said opens its thread where there is room.
  useEffect(() => {
    const mine = posted.current;
    if (!mine || thread || !window.matchMedia(WIDE).matches) return;
    const answered = all.some((m) => m.thread === mine && seen.people.get(m.user)?.role === "bot");
    if (answered) {
      posted.current = "";
      setThread(mine);
      setByItself(true);
    }
  }, [all, thread, seen.people]);

  // Something to try may want another person first.
  useEffect(() => {
    const chosen = wanted.current;
    if (!chosen || seen.me !== chosen.person || !seen.channels.length) return;
    wanted.current = null;
    begin(chosen);
  }, [seen.me, seen.channels]);
  const begin = (chosen: Try) => {
    const there = seen.channels.find((c) => c.name === chosen.channel);
    if (!there) return;
    go(there.id);
    if (chosen.file) {
      void doing("sample", { channel: there.id, file: chosen.file }).then((answer) => {
        if (answer.ok) posted.current = String(answer.ts);
      });
    } else {
      draft(there.id, { text: chosen.text, files: [] });
      setNudge((now) => now + 1);
    }
  };
  const onTry = (chosen: Try) => {
    if (seen.me === chosen.person) return begin(chosen);
    wanted.current = chosen;
    become(chosen.person);
  };
  const draft = (key: string, value: Draft) =>
    setDrafts((now) => ({ ...now, [`${seen.me}/${key}`]: value }));
  const draftOf = (key: string) => drafts[`${seen.me}/${key}`] ?? { text: "", files: [] };

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      if (drawer) setDrawer(false);
      else if (thread) openThread("");
      else if (hood) setHood(false);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [drawer, thread, hood]);
  useEffect(() => {
    if (thread && channel && seen.me && !root && seen.messages.size) openThread("");
  }, [root, thread, seen.me]);

  // The drawer takes the focus with it, and gives it back.
  const opener = useRef<HTMLButtonElement>(null);
  const drawn = useRef(false);
  useEffect(() => {
    if (drawer) document.querySelector<HTMLElement>("#sidebar nav button")?.focus();
    else if (drawn.current) opener.current?.focus();
    drawn.current = drawer;
  }, [drawer]);

  const modal = seen.views.at(-1);
  const title = home ? "Akin" : channel ? nameOf(channel) : "";
  useEffect(() => {
    document.title = `${title ? `${title} · ` : ""}${seen.fixed.title || "Akin’s workspace"}`;
  }, [title, seen.fixed.title]);

  return (
    <PageContext.Provider value={page}>
      <div className={["page", root && !home ? "with-thread" : "", hood ? "with-hood" : "", drawer ? "with-drawer" : ""].join(" ")}>
        <div className="sidebar" id="sidebar">
          <Sidebar
            unread={reading.unread}
            home={home}
            onHome={() => {
              setHome(true);
              setDrawer(false);
              openThread("");
            }}
            onDirect={() => void doing("direct").then((a) => a.ok && go(String(a.channel)))}
            onPerson={(id) => {
              become(id);
              setDrawer(false);
            }}
            dark={dark}
            onTheme={toggleTheme}
          />
        </div>
        {drawer && <div className="shade" onClick={() => setDrawer(false)} />}
        <main>
          <header className="bar">
            <button
              ref={opener}
              type="button"
              className="icon opener"
              aria-label="Channels and people"
              aria-expanded={drawer}
              aria-controls="sidebar"
              onClick={() => setDrawer(true)}
            >
              <Bars />
            </button>
            {channel && !home && <Kind channel={channel} />}
            <h2>{home ? "Akin" : (channel && !channel.other ? channel.name : title)}</h2>
            {channel && !home && (
              <p className="topic">
                {[kindOf(channel), channel.other ? "" : ago(channel.count, "person", "people"), channel.topic]
                  .filter(Boolean)
                  .join(" · ")}
              </p>
            )}
            <button
              type="button"
              className="button quiet"
              aria-pressed={hood}
              aria-label="Under the hood"
              onClick={() => {
                if (!hood && !window.matchMedia(WIDE).matches) setThread("");
                setHood(!hood);
              }}
            >
              <Gauge /> <span>Under the hood</span>
            </button>
          </header>
          <Status seen={seen} />
          {strip && seen.tries.length > 0 && seen.phase.name === "ready" && !home && (
            <FirstMinute tries={seen.tries} onTry={onTry} onClose={() => setStrip(false)} />
          )}
          {home ? (
            <Home />
          ) : channel ? (
            <Conversation
              channel={channel}
              thread=""
              onThread={openThread}
              onPosted={(ts) => {
                posted.current = ts;
                light("");
              }}
              draft={draftOf(channel.id)}
              onDraft={(value) => draft(channel.id, value)}
              readUpTo={reading.entered}
              threadRead={reading.threadRead}
              lit={lit}
              nudge={nudge}
            />
          ) : null}
        </main>
        {root && channel && !home && (
          <ThreadPanel
            root={root}
            name={nameOf(channel)}
            onClose={() => openThread("")}
          >
            <Conversation
              channel={channel}
              thread={thread}
              onPosted={() => undefined}
              draft={draftOf(thread)}
              onDraft={(value) => draft(thread, value)}
              nudge={0}
              quiet={byItself}
            />
          </ThreadPanel>
        )}
        {hood && <Hood thread={root ? thread : ""} onClose={() => setHood(false)} />}
        <div className="notices" role="status">
          {notices.map((notice) => (
            <p key={notice.number}>{notice.text}</p>
          ))}
        </div>
        <Announcer seen={seen} />
        {modal && <Modal key={modal.id} view={modal} />}
      </div>
    </PageContext.Provider>
  );
}

function ThreadPanel({ root, name, onClose, children }: { root: Message; name: string; onClose: () => void; children: React.ReactNode }) {
  return (
    <aside className="panel thread" aria-labelledby="thread-title" key={root.ts}>
      <header className="bar">
        <h2 id="thread-title">
          Thread <span>{name}</span>
        </h2>
        <button type="button" className="icon" aria-label="Close the thread" onClick={onClose}>
          <Close />
        </button>
      </header>
      {children}
    </aside>
  );
}

function Status({ seen }: { seen: ReturnType<typeof useWorkspace> }) {
  const text = !seen.connected
    ? seen.me
      ? "The demo is not reachable. If it was ended, start it again: akin demo"
      : ""
    : seen.phase.name === "ready"
      ? ""
      : seen.phase.note;
  if (!text) return null;
  return (
    <p className="status" role="status">
      {seen.connected && <span className="spinner" aria-hidden="true" />} {text}
    </p>
  );
}
