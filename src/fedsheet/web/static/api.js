// Calls to this server; a refusal becomes an Error that says, in the page's language, what and what to do.

// `since` is the first as-of day that would do, `gone` that nobody answers or knows this page any more.
export class Refused extends Error {
  constructor(text, { since = "", gone = false } = {}) {
    super(text);
    Object.assign(this, { since, gone });
  }
}

async function asked(path, options) {
  const headers = { accept: "application/json", "accept-language": document.documentElement.lang, ...options.headers };
  const answer = await fetch(path, { ...options, headers }).catch((error) => {
    throw options.signal?.aborted ? error : new Refused(error.message, { gone: true });
  });
  if (answer.ok) return answer.json();
  const { error = {} } = await answer.json().catch(() => ({}));
  throw new Refused(error.said || error.what || `HTTP ${answer.status}`, {
    since: error.since,
    gone: answer.status === 401,
  });
}

export function get(path, query, signal) {
  return asked(`${path}?${query || ""}`, { signal });
}

// A file's bytes as text, whatever its encoding: what they say is read by the server.
export async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let n = 0; n < bytes.length; n += 8192) text += String.fromCharCode(...bytes.subarray(n, n + 8192));
  return btoa(text);
}

export function post(path, body, signal) {
  return asked(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
}
