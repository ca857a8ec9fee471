import { usePage } from "./context";

const HUES = [8, 32, 52, 96, 160, 196, 222, 262, 300, 336];

/** Somebody's picture: their initials, or Akin's rings. */
export function Avatar({ id, size = 36 }: { id: string; size?: number }) {
  const { person: of, seen } = usePage();
  const person = of(id);
  if (!id || person?.role === "bot") return <Rings size={size} />;
  const name = person?.full ?? "?";
  const hue = HUES[[...seen.people.keys()].indexOf(id) % HUES.length] ?? HUES[0]!;
  const initials = name
    .split(/\s+/)
    .map((part) => part.slice(0, 1))
    .slice(0, 2)
    .join("");
  return (
    <span
      className="avatar"
      aria-hidden="true"
      style={{ width: size, height: size, fontSize: size * 0.38, ["--hue" as string]: hue }}
    >
      {initials}
    </span>
  );
}

export function Rings({ size = 36 }: { size?: number }) {
  return (
    <svg className="avatar bot" viewBox="0 0 40 40" width={size} height={size} aria-hidden="true">
      <rect width="40" height="40" rx="10" fill="#17594b" />
      <circle cx="16" cy="20" r="7.5" fill="none" stroke="#fff" strokeWidth="3" />
      <circle cx="24" cy="20" r="7.5" fill="none" stroke="#8fe0c6" strokeWidth="3" />
    </svg>
  );
}
