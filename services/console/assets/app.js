// Replaces the parts of a page that change. All markup comes from the server, which escapes it.
"use strict";
function place(parts) {
  for (const part of parts.querySelectorAll("[data-into]")) {
    const place = document.getElementById(part.dataset.into);
    // A link stays while it is pressed, and keeps the focus afterwards.
    if (!place || place.querySelector(":active") || place.innerHTML === part.innerHTML) continue;
    const focused = place.contains(document.activeElement) && document.activeElement.getAttribute("href");
    place.replaceChildren(...part.childNodes);
    if (focused) place.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }
  for (const part of parts.querySelectorAll("[data-append]")) {
    document.getElementById(part.dataset.append)?.append(...part.querySelectorAll("tr"));
  }
}
const read = (event) => new DOMParser().parseFromString(event.data, "text/html");
const live = document.querySelector("[data-live]");
const source = new EventSource("/events" + (live ? "?page=" + live.dataset.live : ""));
source.onmessage = (event) => {
  place(read(event));
  document.body.dataset.at = Date.now();
};
source.onerror = () => { document.body.dataset.offline = "yes"; };
source.onopen = () => { delete document.body.dataset.offline; };
// A search or a change ends; opening it again would begin anew.
const search = document.querySelector("[data-search]");
if (search) {
  const found = new EventSource(search.dataset.search);
  found.onmessage = (event) => {
    const parts = read(event);
    place(parts);
    if (parts.querySelector("[data-over]")) found.close();
  };
  found.onerror = () => found.close();
}
