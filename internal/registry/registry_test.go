package registry_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/registry"
	"github.com/cloud-pi-native/parcours/internal/registry/registrytest"
)

const place = "team/catalogue"

// pair is a private key with its public half as a list.
type pair struct {
	private ed25519.PrivateKey
	public  []ed25519.PublicKey
}

func newPair(tb testing.TB) pair {
	tb.Helper()
	private, public, err := registry.GenerateKey()
	if err != nil {
		tb.Fatal(err)
	}
	var p pair
	if p.private, err = registry.ParsePrivateKey(private); err != nil {
		tb.Fatal(err)
	}
	if p.public, err = registry.ParsePublicKeys(public); err != nil {
		tb.Fatal(err)
	}
	return p
}

func repository(tb testing.TB, g http.RoundTripper, maxSize int64) *registry.Repository {
	tb.Helper()
	r, err := registry.Parse("oci://registry.example.org/"+place+":stable",
		registry.Options{Transport: g, MaxSize: maxSize, Username: "u", Password: "p"})
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// publication is one of text, as the nth.
func publication(tb testing.TB, p pair, n int64, text string, past registry.History) registry.Publication {
	tb.Helper()
	file := filepath.Join(tb.TempDir(), "catalogue.db")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
	created := time.Unix(n, 0).UTC()
	revision := fmt.Sprintf("revision-%d", n)
	return registry.Publication{
		File: file, Sequence: n, Key: p.private,
		About: registry.About{
			Revision: revision, Title: "Small", Licence: "etalab-2.0", Commit: "abc", Created: created,
			Counts: map[string]int{"resources": 3},
		},
		History: past.With(registry.Entry{
			Revision: revision, Sequence: n, Created: created, Complete: true,
			Changes: []catalog.Change{{Kind: catalog.ChangeAdded, Thing: catalog.Ref{Type: catalog.TypeStep, ID: revision}}},
		}),
	}
}

func publish(tb testing.TB, r *registry.Repository, p registry.Publication) *registry.Release {
	tb.Helper()
	release, err := r.Publish(tb.Context(), p)
	if err != nil {
		tb.Fatal(err)
	}
	return release
}

func TestPublishAndPull(t *testing.T) {
	t.Parallel()
	for _, noReferrers := range []bool{false, true} {
		t.Run(fmt.Sprintf("no referrers API: %t", noReferrers), func(t *testing.T) {
			t.Parallel()
			g, keys := &registrytest.Registry{NoReferrers: noReferrers}, newPair(t)
			r := repository(t, g, 0)
			if _, err := r.Latest(t.Context(), keys.public); registry.ReasonOf(err) != registry.Missing {
				t.Errorf("an empty registry: %v", err)
			}
			sent := publish(t, r, publication(t, keys, 1, "the catalogue", nil))
			got, err := repository(t, g, 0).Latest(t.Context(), keys.public)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(sent.About, got.About); diff != "" || got.Digest != sent.Digest || got.Sequence != 1 {
				t.Errorf("About mismatch (-sent +got):\n%s", diff)
			}
			if want := registry.KeyID(keys.public[0]); got.Key != want {
				t.Errorf("Key %s, want %s", got.Key, want)
			}
			file := filepath.Join(t.TempDir(), "got")
			if err := r.Download(t.Context(), got, file); err != nil {
				t.Fatal(err)
			}
			if text, err := os.ReadFile(file); err != nil || string(text) != "the catalogue" {
				t.Errorf("downloaded %q, %v", text, err)
			}
			history, _, err := r.ReadHistory(t.Context(), got)
			if err != nil || len(history) != 1 || history[0].Revision != "revision-1" {
				t.Errorf("history %v, %v", history, err)
			}
		})
	}
}

// TestTagMovesLast cuts a publication off at each of its requests: the tag is on the one before, or on a whole one.
func TestTagMovesLast(t *testing.T) {
	t.Parallel()
	keys := newPair(t)
	for cut := 1; ; cut++ {
		g := &registrytest.Registry{NoReferrers: cut%2 == 0}
		first := publish(t, repository(t, g, 0), publication(t, keys, 1, "one", nil))
		left := cut
		g.Before(func(w http.ResponseWriter, _ *http.Request) bool {
			if left--; left < 0 {
				w.WriteHeader(http.StatusInternalServerError)
			}
			return left < 0
		})
		p := publication(t, keys, 2, "two", nil)
		second, err := repository(t, g, 0).Publish(t.Context(), p)
		g.Before(nil)
		got, latestErr := repository(t, g, 0).Latest(t.Context(), keys.public)
		if latestErr != nil {
			t.Fatalf("cut at request %d: %v", cut, latestErr)
		}
		if err == nil {
			if got.Digest != second.Digest || cut < 8 {
				t.Fatalf("published after %d requests, and the tag is on %s", cut, got.Digest)
			}
			break
		}
		if got.Digest != first.Digest {
			t.Fatalf("cut at request %d: the tag is on %s, want the first", cut, got.Digest)
		}
		// taken up again, it sends no blob a second time
		var skipped int
		p.Progress = func(s registry.Progress) {
			if s.Skipped {
				skipped++
			}
		}
		again := publish(t, repository(t, g, 0), p)
		if got, err := repository(t, g, 0).Latest(t.Context(), keys.public); err != nil || got.Digest != again.Digest {
			t.Fatalf("taken up after request %d: %v", cut, err)
		}
		if cut > 9 && skipped != 4 {
			t.Errorf("taken up after request %d: %d blobs skipped, want 4", cut, skipped)
		}
	}
}

func TestPublishIsDeterministic(t *testing.T) {
	t.Parallel()
	keys := newPair(t)
	a := publish(t, repository(t, &registrytest.Registry{}, 0), publication(t, keys, 1, "same", nil))
	b := publish(t, repository(t, &registrytest.Registry{NoReferrers: true}, 0), publication(t, keys, 1, "same", nil))
	if a.Digest != b.Digest {
		t.Errorf("the same publication has the digests %s and %s", a.Digest, b.Digest)
	}
}

const (
	typeManifest = "application/vnd.oci.image.manifest.v1+json"
	typeIndex    = "application/vnd.oci.image.index.v1+json"
)

// spoiled makes a registry answer what it should not.
type spoiled func(*registrytest.Registry)

// answering makes f answer the paths that hold a word.
func answering(word string, f http.HandlerFunc) spoiled {
	return func(g *registrytest.Registry) {
		g.Before(func(w http.ResponseWriter, r *http.Request) bool {
			if strings.Contains(r.URL.Path, word) {
				f(w, r)
				return true
			}
			return false
		})
	}
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func redirect(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, to+r.URL.Path, http.StatusTemporaryRedirect)
	}
}

// promise announces 10 GB and sends none.
func promise(mediaType string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", mediaType)
		w.Header().Set("Content-Length", "10000000000")
		w.WriteHeader(http.StatusOK)
	}
}

// endless sends more than anything here should be.
func endless(mediaType string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", mediaType)
		for range 64 {
			_, _ = w.Write(bytes.Repeat([]byte("x"), 1<<16))
		}
	}
}

func tagged(mediaType, manifest string) spoiled {
	return func(g *registrytest.Registry) { g.Tag(place, "stable", mediaType, []byte(manifest)) }
}

// refused compares why something was refused.
func refused(tb testing.TB, err error, want registry.Reason, words string) {
	tb.Helper()
	if err == nil || registry.ReasonOf(err) != want || !strings.Contains(err.Error(), words) {
		tb.Errorf("%v, want %s with %q", err, want, words)
	}
}

func TestHostileManifests(t *testing.T) {
	t.Parallel()
	keys := newPair(t)
	// rewritten changes the manifest that the tag is on, without signing it again
	rewritten := func(old, text string) spoiled {
		return func(g *registrytest.Registry) {
			mediaType, manifest := g.Tagged(place, "stable")
			g.Tag(place, "stable", mediaType, bytes.ReplaceAll(manifest, []byte(old), []byte(text)))
		}
	}
	const image = `{"schemaVersion":2,`
	for name, test := range map[string]struct {
		spoil spoiled
		want  registry.Reason
		words string
	}{
		"answers 500":                 {answering("/manifests/", status(500)), registry.Unreachable, "500"},
		"wants credentials":           {answering("/manifests/", status(403)), registry.Denied, "403"},
		"is empty":                    {(*registrytest.Registry).Empty, registry.Missing, "not found"},
		"redirects in a circle":       {answering("/manifests/", redirect("")), registry.Unreachable, "stopped after 5 redirects"},
		"redirects to plain HTTP":     {answering("/manifests/", redirect("http://registry.example.org")), registry.Unreachable, "to a plain one"},
		"an index by platform":        {tagged(typeIndex, image+`"manifests":[{"platform":{"os":"linux","architecture":"riscv64"}}]}`), registry.NotCatalogue, "linux/riscv64"},
		"a container image":           {tagged(typeManifest, image+`"config":{"mediaType":"application/vnd.oci.image.config.v1+json"}}`), registry.NotCatalogue, "container image"},
		"a Docker image":              {tagged("application/vnd.docker.distribution.manifest.v2+json", image+`"layers":[]}`), registry.NotCatalogue, "docker"},
		"another artifact":            {tagged(typeManifest, image+`"artifactType":"application/vnd.cncf.helm.config.v1+json"}`), registry.NotCatalogue, "helm"},
		"a later format":              {tagged(typeManifest, image+`"artifactType":"application/vnd.parcours.catalog.v2"}`), registry.NotCatalogue, "use a version that knows it"},
		"no JSON":                     {tagged(typeManifest, `{`), registry.NotCatalogue, "cannot be read"},
		"endless":                     {answering("/manifests/", endless(typeManifest)), registry.Unreachable, "Content-Length"},
		"a promise of 10 GB":          {answering("/manifests/", promise(typeManifest)), registry.TooLarge, "10000000000 bytes; at most 1048576"},
		"another sequence":            {rewritten(`sequence":"1"`, `sequence":"9"`), registry.Unsigned, "is not signed"},
		"no sequence":                 {rewritten(`sequence":"1"`, `sequence":"x"`), registry.NotCatalogue, "no sequence"},
		"no revision":                 {rewritten("parcours.revision", "parcours.reversion"), registry.NotCatalogue, "no revision"},
		"no date":                     {rewritten("image.created", "image.crated"), registry.NotCatalogue, "no date"},
		"no catalogue":                {rewritten("sqlite3", "sqlite4"), registry.NotCatalogue, "0 layers"},
		"a digest of another kind":    {rewritten(`v1.sqlite3","digest":"sha256:`, `v1.sqlite3","digest":"sha512:`), registry.NotCatalogue, "no sound digest"},
		"signatures that 404":         {answering("/referrers/", status(404)), registry.Unsigned, "is not signed"},
		"signatures that 500":         {answering("/referrers/", status(500)), registry.Unreachable, "500"},
		"signatures that are endless": {answering("/referrers/", endless(typeIndex)), registry.Unreachable, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := &registrytest.Registry{}
			r := repository(t, g, 0)
			publish(t, r, publication(t, keys, 1, "the catalogue", nil))
			test.spoil(g)
			_, err := r.Latest(t.Context(), keys.public)
			refused(t, err, test.want, test.words)
		})
	}
}

func TestSignatureByAnotherKey(t *testing.T) {
	t.Parallel()
	keys, others := newPair(t), newPair(t)
	r := repository(t, &registrytest.Registry{}, 0)
	publish(t, r, publication(t, others, 1, "the catalogue", nil))
	_, err := r.Latest(t.Context(), keys.public)
	refused(t, err, registry.Untrusted, "none of the 1 signatures")
	// any of several keys will do, while one is being replaced; and the same publication may be signed by both
	if _, err := r.Latest(t.Context(), slices.Concat(keys.public, others.public)); err != nil {
		t.Error(err)
	}
	publish(t, r, publication(t, keys, 1, "the catalogue", nil))
	for _, known := range []pair{keys, others} {
		if got, err := r.Latest(t.Context(), known.public); err != nil || got.Key != registry.KeyID(known.public[0]) {
			t.Error(got, err)
		}
	}
}

func TestHostileBlobs(t *testing.T) {
	t.Parallel()
	keys := newPair(t)
	text := strings.Repeat("the catalogue ", 1000) // 14 000 bytes
	for name, test := range map[string]struct {
		change func([]byte) []byte
		answer http.HandlerFunc
		most   int64
		want   registry.Reason
		words  string
	}{
		"promised too large":    {most: 1000, want: registry.TooLarge, words: "of 14000 bytes; at most 1000"},
		"announced as 10 GB":    {answer: promise("application/octet-stream"), want: registry.Altered, words: "announces 10000000000"},
		"endless":               {answer: endless("application/octet-stream"), want: registry.Altered, words: "another digest"},
		"missing":               {answer: status(404), want: registry.Missing, words: "404"},
		"redirected in circles": {answer: redirect(""), want: registry.Unreachable, words: "stopped after 5 redirects"},
		"truncated":             {change: func(b []byte) []byte { return b[:5] }, want: registry.Altered, words: "announces 5 bytes"},
		"altered":               {change: bytes.ToUpper, want: registry.Altered, words: "another digest"},
		"cut off": {answer: func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte("the"))
		}, want: registry.Altered, words: "ends after 3 of 14000"},
		"another part": {answer: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Range", "bytes 0-9/10")
			w.WriteHeader(http.StatusPartialContent)
		}, want: registry.Unreachable, words: "another part"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := &registrytest.Registry{}
			r := repository(t, g, test.most)
			publish(t, r, publication(t, keys, 1, text, nil))
			release, err := r.Latest(t.Context(), keys.public)
			if err != nil {
				t.Fatal(err)
			}
			if test.change != nil {
				g.Blob(release.Catalog.Digest.String(), test.change)
			} else if test.answer != nil {
				answering("/blobs/", test.answer)(g)
			}
			file := filepath.Join(t.TempDir(), "got")
			refused(t, r.Download(t.Context(), release, file), test.want, test.words)
			if info, err := os.Stat(file); err == nil && info.Size() > int64(len(text)) {
				t.Errorf("%d bytes were kept of %d", info.Size(), len(text))
			}
			// and when the registry is itself again, what was kept does no harm
			g.Before(nil)
			if test.change == nil && test.most == 0 {
				if err := r.Download(t.Context(), release, file); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// TestDownloadGoesOn cuts a download off and counts what is asked for again.
func TestDownloadGoesOn(t *testing.T) {
	t.Parallel()
	keys, g := newPair(t), &registrytest.Registry{}
	r := repository(t, g, 0)
	publish(t, r, publication(t, keys, 1, "the catalogue", nil))
	release, err := r.Latest(t.Context(), keys.public)
	if err != nil {
		t.Fatal(err)
	}
	for begun, wantRange := range map[string]string{"": "", "the ": "bytes=4-", "the catalogue": "", "the catalogue and more": "", "THE ": "bytes=4-"} {
		file := filepath.Join(t.TempDir(), "got")
		if err := os.WriteFile(file, []byte(begun), 0o600); err != nil {
			t.Fatal(err)
		}
		asked := "none"
		g.Before(func(_ http.ResponseWriter, r *http.Request) bool {
			asked = r.Header.Get("Range")
			return false
		})
		err := r.Download(t.Context(), release, file)
		if asked != wantRange {
			t.Errorf("after %q, asked for %q, want %q", begun, asked, wantRange)
		}
		if begun == "THE " { // what was begun is not what was signed: it is thrown away
			refused(t, err, registry.Altered, "another digest")
			err = r.Download(t.Context(), release, file)
		}
		if text, _ := os.ReadFile(file); err != nil || string(text) != "the catalogue" {
			t.Errorf("after %q: %q, %v", begun, text, err)
		}
	}
}

func TestHistory(t *testing.T) {
	t.Parallel()
	added := func(id string) []catalog.Change {
		return []catalog.Change{{Kind: catalog.ChangeAdded, Thing: catalog.Ref{Type: catalog.TypeTopic, ID: id}}}
	}
	var h registry.History
	for n, id := range []string{"a", "b", "c"} {
		h = h.With(registry.Entry{Revision: id, Sequence: int64(n + 1), Changes: added(id), Complete: true})
	}
	for since, want := range map[string][]string{"c": {}, "b": {"c"}, "a": {"b", "c"}, "z": nil} {
		changes, ok := h.Since(since)
		if ok != (want != nil) || len(changes) != len(want) {
			t.Errorf("since %s: %v, %t, want %v", since, changes, ok, want)
		}
		for i := range changes {
			if changes[i].Thing.ID != want[i] {
				t.Errorf("since %s: %v, want %v", since, changes, want)
			}
		}
	}
	for range 100 {
		h = h.With(registry.Entry{Revision: "same", Changes: added("x"), Complete: true})
	}
	if _, ok := h.Since("a"); ok || len(h) != 50 {
		t.Errorf("%d entries, and the oldest is remembered: %t", len(h), ok)
	}
	h = h.With(registry.Entry{Revision: "large", Changes: slices.Repeat(added("x"), 20_001), Complete: true})
	if _, ok := h.Since("same"); ok {
		t.Error("what was too much to tell is told")
	}
	if _, ok := h.Since("large"); !ok {
		t.Error("nothing changed since the newest, and that is not known")
	}
	var large registry.History
	for range 12 {
		large = large.With(registry.Entry{Revision: "r", Changes: slices.Repeat(added(strings.Repeat("x", 30)), 20_000), Complete: true})
	}
	if len(large) < 4 || len(large) > 11 {
		t.Errorf("%d large entries are kept", len(large))
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for reference, words := range map[string]string{
		"registry.example.org/a:b": "begins with oci://", "oci://registry.example.org/a": "write a tag", "oci://": "missing",
		"oci://registry.example.org/a@sha256:" + strings.Repeat("0", 64): "write a tag", "oci://registry.example.org/A:b": "invalid",
	} {
		if _, err := registry.Parse(reference, registry.Options{}); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v, want %q", reference, err, words)
		}
	}
	if _, err := registry.Parse("oci://registry.example.org/a:b", registry.Options{CAFile: "registry.go"}); err == nil {
		t.Error("a file without certificates is taken for one with some")
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	private, public, err := registry.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	if keys, err := registry.ParsePublicKeys(slices.Concat(public, public)); err != nil || len(keys) != 2 {
		t.Error(keys, err)
	}
	for _, text := range [][]byte{nil, public, []byte("x"), bytes.Replace(private, []byte("M"), []byte("N"), 1)} {
		if _, err := registry.ParsePrivateKey(text); err == nil || bytes.Contains(private, []byte(err.Error())) {
			t.Errorf("ParsePrivateKey(%q): %v", text, err)
		}
	}
	for _, text := range [][]byte{nil, private, []byte("x"), append(bytes.Clone(public), 'x')} {
		if _, err := registry.ParsePublicKeys(text); err == nil {
			t.Errorf("ParsePublicKeys(%q): no error", text)
		}
	}
}

// TestCredentials asks a registry that wants a name and a password, with those of the docker configuration and of options.
func TestCredentials(t *testing.T) {
	g, keys := &registrytest.Registry{}, newPair(t)
	g.Before(func(w http.ResponseWriter, r *http.Request) bool {
		if name, password, _ := r.BasicAuth(); name == "alice" && password == "secret" {
			return false
		}
		w.Header().Set("WWW-Authenticate", `Basic realm="registry"`)
		w.WriteHeader(http.StatusUnauthorized)
		return true
	})
	docker := t.TempDir()
	t.Setenv("DOCKER_CONFIG", docker)
	auth := base64.StdEncoding.EncodeToString([]byte("alice:secret"))
	config := `{"auths":{"registry.example.org":{"auth":"` + auth + `"},"other.example.org":{"auth":"` + auth + `"}}}`
	if err := os.WriteFile(filepath.Join(docker, "config.json"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		host    string
		options registry.Options
		ok      bool
	}{
		"docker's":            {"registry.example.org", registry.Options{}, true},
		"of another host":     {"third.example.org", registry.Options{}, false},
		"given":               {"third.example.org", registry.Options{Username: "alice", Password: "secret"}, true},
		"wrong, though given": {"registry.example.org", registry.Options{Username: "alice", Password: "wrong"}, false},
	} {
		test.options.Transport = g
		r, err := registry.Parse("oci://"+test.host+"/"+place+":stable", test.options)
		if err != nil {
			t.Fatal(err)
		}
		_, err = r.Publish(t.Context(), publication(t, keys, 1, "the catalogue", nil))
		if (err == nil) != test.ok || err != nil && (registry.ReasonOf(err) != registry.Denied || strings.Contains(err.Error(), "wrong")) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
