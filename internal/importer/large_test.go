package importer_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/importer"
)

// writeLarge writes a base of n resources in pages of a thousand, at five steps, for everyone and three roles.
func writeLarge(t *testing.T, dir string, n int) {
	t.Helper()
	roles := []string{"technique", "pilotage", "gouvernance"}
	forms := []string{"- %s: %s\n", "- [%s](%s)\n", "- %s %s\n", "* %s\t%s\n"}
	for at, page := 0, 0; at < n; page++ {
		var b strings.Builder
		step := page%5 + 1
		fmt.Fprintf(&b, "# Étape %d : Gravir le palier %d\n\n## Ressources essentielles (pour tous)\n", step, step)
		for i := 0; i < 1000 && at < n; i++ {
			if i > 0 && i%250 == 0 {
				fmt.Fprintf(&b, "\n### Périmètre %s : viser le but %d\n", roles[i/250-1], step)
			}
			at++
			fmt.Fprintf(&b, forms[at%4], fmt.Sprintf("Ressource %d sur le sujet %d", at, at%977), fmt.Sprintf("https://site%d.example.org/page/%d", at%313, at))
		}
		fmt.Fprintf(&b, "\n## À venir\n- Sujet prévu %d\n", page)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("etape%d-%04d.md", step, page)), []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestLarge imports a base of PARCOURS_LARGE resources, checks what it made, imports it again, and holds the memory that
// took: less than 1 GiB for 100,000.
func TestLarge(t *testing.T) {
	n := number(t, "PARCOURS_LARGE", 0)
	if n == 0 {
		t.Skip("PARCOURS_LARGE does not say how many resources; .ci/run does")
	}
	debug.SetGCPercent(50) // as the command does
	src, out := t.TempDir(), t.TempDir()
	writeLarge(t, src, n)
	begun := time.Now()
	took := func(what string) {
		t.Logf("%s: %.1f s, at most %d MiB so far", what, time.Since(begun).Seconds(), peak(t)>>20)
		begun = time.Now()
	}
	report := importInto(t, os.DirFS(src), out, importer.ResolveNone)
	took("import")
	if got := report.Summary.Things["resources"]; got != n || report.Summary.Content > 0 || report.Summary.Errors > 0 {
		t.Errorf("%d resources of %d: %+v", got, n, report.Summary)
	}
	if problems := authoring.Problems(authoring.Layer{Name: "large", Files: os.DirFS(out)}); len(problems) > 0 {
		t.Errorf("%d problems, the first: %v", len(problems), problems[0])
	}
	took("check")
	if again := importInto(t, os.DirFS(src), out, importer.ResolveNone); len(again.Changes) > 0 {
		t.Errorf("a second import changes %d files", len(again.Changes))
	}
	took("second import")
	const alone = 64 << 20 // what the process takes before it reads anything, and to spare
	if most := alone + uint64(n)*(1<<30-alone)/100_000; peak(t) > most {
		t.Errorf("took %d MiB, at most %d are wanted", peak(t)>>20, most>>20)
	}
}

// peak returns how many bytes of memory this process has held at most.
func peak(t *testing.T) uint64 {
	t.Helper()
	raw, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip("only Linux tells what a process has held")
	}
	_, after, _ := bytes.Cut(raw, []byte("VmHWM:"))
	fields := strings.Fields(string(after[:min(len(after), 40)]))
	if len(fields) == 0 {
		t.Fatal("no VmHWM")
	}
	kib, err := strconv.ParseUint(fields[0], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return kib << 10
}
