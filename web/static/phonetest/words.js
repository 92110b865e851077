// What the page says, in the reader's language: the texts in the scripts are English, and the
// service translates them from the catalogs of its other pages.

const { language, words, others } = await load();

export { language, others };

async function load() {
  try {
    const response = await fetch("words.json");
    if (response.ok) return await response.json();
  } catch {
    // The page says so, in English.
  }
  return { language: "en", words: {}, others: null };
}

/** A text, with values for the {names} in it. */
export function _(text, values = {}) {
  return (words[text] ?? text).replace(/\{([a-z]+)\}/g, (place, name) => values[name] ?? place);
}
