// The same query in the words of a shell, a browser, Go and Apollo Client. Pure.

const body = (q) => JSON.stringify(q.variables ? { query: q.query, variables: q.variables } : { query: q.query });
const template = (text) => "`" + text.replace(/[\\`]|\$\{/g, "\\$&") + "`";
const goString = (text) => (text.includes("`") ? JSON.stringify(text) : "`" + text + "`");
const indent = (value) => JSON.stringify(value, null, 2).replace(/\n/g, "\n  ");

export const snippets = {
  curl: (q) => `curl '${q.url}' \\
  -H 'content-type: application/json' \\
  -H 'accept-language: ${q.lang}' \\
  -d '${body(q).replace(/'/g, "'\\''")}'
`,
  fetch: (q) => `const response = await fetch(${JSON.stringify(q.url)}, {
  method: "POST",
  headers: { "content-type": "application/json", "accept-language": ${JSON.stringify(q.lang)} },
  body: JSON.stringify({
    query: ${template(q.query)},
    variables: ${indent(q.variables ?? {}).replace(/\n/g, "\n  ")},
  }),
});
const { data, errors } = await response.json();
`,
  go: (q) => `package main

import (
	"bytes"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os"
)

const query = ${goString(q.query)}

func main() {
	body, err := json.Marshal(map[string]any{
		"query":     query,
		"variables": json.RawMessage(${goString(JSON.stringify(q.variables ?? {}))}),
	})
	if err != nil {
		log.Fatal(err)
	}
	request, err := http.NewRequest(http.MethodPost, ${JSON.stringify(q.url)}, bytes.NewReader(body))
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept-Language", ${JSON.stringify(q.lang)})
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(os.Stdout, response.Body); err != nil {
		log.Fatal(err)
	}
}
`,
  apollo: (q) => `import { ApolloClient, HttpLink, InMemoryCache, gql } from "@apollo/client";

const client = new ApolloClient({
  link: new HttpLink({ uri: ${JSON.stringify(q.url)}, headers: { "accept-language": ${JSON.stringify(q.lang)} } }),
  cache: new InMemoryCache(),
});
const { data } = await client.query({
  query: gql${template(q.query)},
  variables: ${indent(q.variables ?? {})},
});
`,
};
