package store

import (
	"bytes"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/cloud-pi-native/parcours/content"
	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// published returns the draft of the published catalogue.
func published(tb testing.TB) catalog.Draft {
	tb.Helper()
	d, problems := authoring.Read(content.FS, "content")
	if len(problems) > 0 {
		tb.Fatal(problems)
	}
	return d
}

// build writes a draft to a file of the test's own and returns its name.
func build(tb testing.TB, d catalog.Draft) string {
	tb.Helper()
	c, problems := catalog.New(d)
	if c == nil {
		tb.Fatal(problems)
	}
	file := filepath.Join(tb.TempDir(), "catalogue.sqlite")
	if err := Build(tb.Context(), file, c, d); err != nil {
		tb.Fatal(err)
	}
	return file
}

// open returns the store of a draft, closed with the test.
func open(tb testing.TB, d catalog.Draft) *Store {
	tb.Helper()
	s, err := Open(tb.Context(), build(tb, d))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// asWritten compares drafts but for where in its file each field stands, which is for authors only.
var asWritten = cmp.Options{cmpopts.EquateEmpty(), cmpopts.IgnoreFields(catalog.Node{}, "At", "Fields")}

func TestBuildIsDeterministic(t *testing.T) {
	t.Parallel()
	var files [2][]byte
	for i := range files {
		b, err := os.ReadFile(build(t, published(t)))
		if err != nil {
			t.Fatal(err)
		}
		files[i] = b
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Errorf("the same content gave other bytes (%d and %d of them)", len(files[0]), len(files[1]))
	}
}

func TestBuildLeavesWhatIsThere(t *testing.T) {
	t.Parallel()
	file := build(t, published(t))
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	unsound := published(t)
	c, _ := catalog.New(unsound)
	unsound.Topics = append(unsound.Topics, unsound.Topics[0])
	if err := Build(t.Context(), file, c, unsound); err == nil {
		t.Fatal("Build wrote two topics of one identifier")
	}
	after, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("a build that failed changed the file (%v)", err)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(file), ".*")); err != nil || len(left) > 0 {
		t.Errorf("a build that failed left %q (%v)", left, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	alter := func(statements string) func(*testing.T, string) {
		return func(t *testing.T, file string) {
			t.Helper()
			db, err := sql.Open("sqlite", file)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec(statements); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, test := range map[string]struct {
		spoil func(t *testing.T, file string)
		want  error
	}{
		"a file that is not there":  {func(_ *testing.T, file string) { os.Remove(file) }, fs.ErrNotExist},
		"an empty file":             {func(_ *testing.T, file string) { os.Truncate(file, 0) }, ErrNotStore},
		"a text":                    {func(_ *testing.T, file string) { os.WriteFile(file, []byte("title: Parcours\n"), 0o600) }, ErrNotStore},
		"half a file":               {func(_ *testing.T, file string) { os.Truncate(file, 64<<10) }, ErrCorrupted},
		"another program's file":    {alter(`PRAGMA application_id = 1`), ErrNotStore},
		"another version's file":    {alter(`PRAGMA user_version = 99`), ErrNotStore},
		"a title changed":           {alter(`UPDATE resource SET title = '{"fr": "Autre"}' WHERE number = 1`), ErrCorrupted},
		"a text that is none":       {alter(`UPDATE resource SET title = '{' WHERE number = 1`), ErrCorrupted},
		"a resource gone":           {alter(`DELETE FROM resource WHERE number = 1`), ErrCorrupted},
		"a topic that is not there": {alter(`UPDATE resource_topic SET topic = 999`), ErrCorrupted},
		"a list cut short":          {alter(`DELETE FROM title WHERE lang = 'en' AND resource = 1`), ErrCorrupted},
		"a table gone":              {alter(`DROP TABLE path`), ErrCorrupted},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := build(t, published(t))
			test.spoil(t, file)
			s, err := Open(t.Context(), file)
			if !errors.Is(err, test.want) {
				t.Errorf("Open gives %v, want %v", err, test.want)
			}
			if s != nil {
				s.Close()
			}
		})
	}
}

func TestOpenOddNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a b.sqlite", "100%.sqlite", "what?.sqlite", "#1&mode=rw.sqlite", "é.sqlite"} {
		d := published(t)
		c, _ := catalog.New(d)
		file := filepath.Join(t.TempDir(), name)
		if err := Build(t.Context(), file, c, d); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		s, err := Open(t.Context(), file)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}
