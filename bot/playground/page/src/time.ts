// Made once: a format is slow to make, and a channel has hundreds of times to show.
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const WHOLE = new Intl.DateTimeFormat(undefined, { dateStyle: "short", timeStyle: "medium" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const DAY_OF_YEAR = new Intl.DateTimeFormat(undefined, {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
});

function moment(ts: string): Date {
  return new Date(Number(ts) * 1000);
}

export function clock(ts: string): string {
  return CLOCK.format(moment(ts));
}

export function whole(ts: string): string {
  return WHOLE.format(moment(ts));
}

export function day(ts: string, now = new Date()): string {
  const then = moment(ts);
  const days = Math.round((midnight(now) - midnight(then)) / 86_400_000);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return (then.getFullYear() === now.getFullYear() ? DAY : DAY_OF_YEAR).format(then);
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** Slack's `<!date^…^{date_short}…>`: its tokens in the reader's own words. */
export function dated(seconds: number, format: string): string {
  const date = new Date(seconds * 1000);
  const show = (options: Intl.DateTimeFormatOptions) => date.toLocaleString(undefined, options);
  return format.replace(/\{(\w+)\}/g, (whole, token: string) => {
    switch (token.replace(/_pretty$/, "")) {
      case "date_num":
        return date.toISOString().slice(0, 10);
      case "date":
      case "date_long":
        return show({ day: "numeric", month: "long", year: "numeric" });
      case "date_short":
        return show({ day: "numeric", month: "short", year: "numeric" });
      case "time":
        return show({ hour: "2-digit", minute: "2-digit" });
      case "time_secs":
        return show({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
      default:
        return whole;
    }
  });
}

export function ago(count: number, one: string, many: string): string {
  return `${count.toLocaleString()} ${count === 1 ? one : many}`;
}
