// Replaces the parts of a page that change. All markup comes from the server, which escapes it.
"use strict";
const live = document.querySelector("[data-live]");
const source = new EventSource("/events" + (live ? "?page=" + live.dataset.live : ""));
source.onmessage = (event) => {
  const parts = new DOMParser().parseFromString(event.data, "text/html");
  for (const part of parts.querySelectorAll("[data-into]")) {
    const place = document.getElementById(part.dataset.into);
    if (place && place.innerHTML !== part.innerHTML) place.replaceChildren(...part.childNodes);
  }
  document.body.dataset.at = Date.now();
};
source.onerror = () => { document.body.dataset.offline = "yes"; };
source.onopen = () => { delete document.body.dataset.offline; };
