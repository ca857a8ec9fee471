import type { ReactNode } from "react";

function icon(inside: ReactNode) {
  return function Icon() {
    return (
      <svg viewBox="0 0 20 20" width="18" height="18" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
        {inside}
      </svg>
    );
  };
}

export const More = icon(<path d="M4.5 10h.01M10 10h.01M15.5 10h.01" strokeWidth="2.6" />);
export const Close = icon(<path d="m5 5 10 10M15 5 5 15" />);
export const Smile = icon(<><circle cx="10" cy="10" r="7" /><path d="M7.2 11.8c.7 1 1.6 1.5 2.8 1.5s2.1-.5 2.8-1.5M7.7 8h.01M12.3 8h.01" /></>);
export const Thread = icon(<path d="M4 4.5h12v8.5H9.5L6 16v-3H4z" />);
export const Send = icon(<path d="M4 10 3.5 3.8 17 10 3.5 16.2 4 10Zm0 0h6" />);
export const Clip = icon(<path d="m15.5 9.5-5.8 5.8a3.3 3.3 0 0 1-4.7-4.7l6.2-6.2a2.2 2.2 0 0 1 3.1 3.1l-6.1 6.1a1.1 1.1 0 0 1-1.6-1.6l5.3-5.3" />);
export const Lock = icon(<><rect x="4.5" y="9" width="11" height="7.5" rx="1.5" /><path d="M7 9V6.5a3 3 0 0 1 6 0V9" /></>);
export const Hash = icon(<path d="M7.8 3.5 6.2 16.5M13.8 3.5l-1.6 13M3.8 7.5h13M3.2 12.5h13" />);
export const Bars = icon(<path d="M3.5 5.5h13M3.5 10h13M3.5 14.5h13" />);
export const Sun = icon(<><circle cx="10" cy="10" r="3.4" /><path d="M10 2.5v1.6M10 15.9v1.6M2.5 10h1.6M15.9 10h1.6M4.7 4.7l1.1 1.1M14.2 14.2l1.1 1.1M4.7 15.3l1.1-1.1M14.2 5.8l1.1-1.1" /></>);
export const Moon = icon(<path d="M16.5 12A7 7 0 0 1 8 3.5a7 7 0 1 0 8.5 8.5Z" />);
export const Gauge = icon(<><path d="M3.5 14.5a7 7 0 1 1 13 0" /><path d="m10 12.5 3-4.5" /><circle cx="10" cy="12.8" r="1" /></>);
export const File = icon(<><path d="M5.5 2.8h6l3.5 3.5v10.9h-9.5z" /><path d="M11.3 3v3.5h3.5" /></>);
export const Link = icon(<path d="M8.3 11.7a3 3 0 0 0 4.2 0l2.7-2.7a3 3 0 0 0-4.2-4.2l-.8.8M11.7 8.3a3 3 0 0 0-4.2 0l-2.7 2.7a3 3 0 0 0 4.2 4.2l.8-.8" />);
export const Check = icon(<path d="m4.5 10.5 3.5 3.5 7.5-8" />);
export const Back = icon(<path d="M12 4.5 6.5 10l5.5 5.5" />);
export const Down = icon(<path d="m5.5 8 4.5 4.5L14.5 8" />);
export const House = icon(<path d="M3.5 9.5 10 4l6.5 5.5M5.5 8.5v7.5h9V8.5" />);
export const Shared = icon(<><rect x="3.5" y="3.5" width="8" height="8" rx="2" /><rect x="8.5" y="8.5" width="8" height="8" rx="2" /></>);
