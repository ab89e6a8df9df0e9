// Calls to this server; a refusal becomes an Error whose text says what and what to do.

async function told(answer) {
  if (answer.ok) return answer.json();
  const body = await answer.json().catch(() => ({}));
  const { what, possible, do: advice } = body.error || {};
  throw new Error([what || `HTTP ${answer.status}`, possible, advice].filter(Boolean).map((s) => s.replace(/\.?$/, ".")).join(" "));
}

export async function get(path, query, signal) {
  return told(await fetch(`${path}?${query || ""}`, { signal, headers: { accept: "application/json" } }));
}

export async function post(path, body, signal) {
  const headers = { "content-type": "application/json", accept: "application/json" };
  return told(await fetch(path, { method: "POST", headers, body: JSON.stringify(body), signal }));
}
