package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/links"
)

type linksCmd struct {
	contentFlags

	Folders      folders       `arg:"" optional:"" name:"folder" help:"The folders, each over those before it; those of --content without it."`
	Timeout      time.Duration `default:"15s" help:"How long an answer may take."`
	Concurrency  int           `default:"8" help:"Requests at a time."`
	PerHost      time.Duration `default:"1s" help:"Time between two requests to one host."`
	Patience     time.Duration `default:"1m" help:"The longest Retry-After that is waited for."`
	Cache        string        `type:"path" placeholder:"FILE" help:"Where what opens is remembered; nowhere without it."`
	Fresh        time.Duration `default:"24h" help:"How long what is remembered is not asked again."`
	Format       string        `enum:"text,json" default:"text" help:"text or json."`
	AllowPrivate bool          `help:"Connect to private networks, and through the proxy of the environment."`
}

// errBroken ends a command whose broken links are printed already.
var errBroken = errors.New("links are broken")

// found is a link, where it is written and what became of it.
type found struct {
	At []string `json:"at"`
	links.Result

	within bool
}

// Run asks each link and prints those that are not as they should be; in JSON, all.
func (l linksCmd) Run(stdout stdout, stderr stderr) error {
	ctx, stop := untilStopped()
	defer stop()
	from := l.Folders
	if len(from) == 0 {
		from = l.Content
	}
	c, draft, problems, err := from.read()
	if err != nil {
		return err
	}
	if c == nil {
		return printProblems(stderr, problems)
	}
	all := linksOf(&draft)
	known, err := l.known()
	if err != nil {
		return err
	}
	var ask []links.Link
	for i := range all {
		if before, ok := known[all[i].URL]; ok && time.Since(before.Checked) < l.Fresh {
			all[i].Result = before
			continue
		}
		ask = append(ask, links.Link{URL: all[i].URL, Within: all[i].within})
	}
	p := newProgress(stderr)
	checker := &links.Checker{
		Timeout: l.Timeout, Concurrency: l.Concurrency, PerHost: l.PerHost, Patience: l.Patience, AllowPrivate: l.AllowPrivate,
		Agent: "parcours-links/" + version() + " (checks the links of a catalogue; +https://github.com/cloud-pi-native/parcours)", Progress: p.step("links"),
	}
	results, err := checker.Check(ctx, ask)
	p.done()
	if err != nil {
		return fmt.Errorf("links: %w", err)
	}
	for _, r := range results {
		delete(known, r.URL)
		if r.Outcome == links.OK || r.Outcome == links.Moved {
			known[r.URL] = r
		}
		all[slices.IndexFunc(all, func(f found) bool { return f.URL == r.URL })].Result = r
	}
	if err := l.remember(known); err != nil {
		return err
	}
	return l.report(stdout, all)
}

// report prints what became of the links.
func (l linksCmd) report(stdout stdout, all []found) error {
	counts := map[links.Outcome]int{}
	for _, f := range all {
		counts[f.Outcome]++
	}
	var err error
	if l.Format == "json" {
		err = writeJSON(stdout, all)
	} else {
		err = printLinks(stdout, all, counts)
	}
	if err == nil && counts[links.Broken] > 0 {
		err = errBroken
	}
	return err
}

func printLinks(stdout stdout, all []found, counts map[links.Outcome]int) error {
	for _, f := range all {
		if f.Outcome == links.OK {
			continue
		}
		said := f.Reason
		if f.To != "" {
			said = "write " + f.To
		}
		for _, at := range f.At {
			if _, err := fmt.Fprintf(stdout, "%s: %s: %s (%s)\n", at, f.Outcome, f.URL, said); err != nil {
				return fmt.Errorf("print: %w", err)
			}
		}
	}
	_, err := fmt.Fprintf(stdout, "%d links: %d open, %d have moved, %d are broken, %d unsure, %d skipped\n", len(all),
		counts[links.OK], counts[links.Moved], counts[links.Broken], counts[links.Unsure], counts[links.Skipped])
	return err
}

// linksOf returns the addresses in a catalogue, in their order, with every place where each is written. What is known to be
// dead is left out, its successor is not.
func linksOf(d *catalog.Draft) []found {
	byURL := map[string]*found{}
	add := func(url string, at catalog.Position, network catalog.Network) {
		if url == "" {
			return
		}
		if byURL[url] == nil {
			byURL[url] = &found{Result: links.Result{URL: url}, within: true}
		}
		byURL[url].At = append(byURL[url].At, at.String())
		byURL[url].within = byURL[url].within && network == catalog.NetworkState
	}
	bodies := func(body catalog.Text, n *catalog.Node) {
		for _, lang := range slices.Sorted(maps.Keys(body)) {
			for _, url := range authoring.Links(body[lang]) {
				add(url, n.Where("body."+string(lang)), catalog.NetworkUnknown)
			}
		}
	}
	for i := range d.Resources {
		r := &d.Resources[i]
		if r.Dead == nil {
			add(r.URL, r.Where("url"), r.Access.Network)
		} else {
			add(r.Dead.Successor, r.Where("dead.successor"), r.Access.Network)
		}
		bodies(r.Body, &r.Node)
	}
	for i := range d.Guides {
		add(d.Guides[i].URL, d.Guides[i].Where("url"), d.Guides[i].Access.Network)
	}
	for i := range d.Articles {
		bodies(d.Articles[i].Body, &d.Articles[i].Node)
	}
	for i := range d.Steps {
		bodies(d.Steps[i].Body, &d.Steps[i].Node)
	}
	for i := range d.Roles {
		bodies(d.Roles[i].Body, &d.Roles[i].Node)
	}
	for i := range d.Upstream {
		add(d.Upstream[i].URL, d.Where(fmt.Sprintf("upstream[%d].url", i)), catalog.NetworkUnknown)
	}
	var all []found
	for _, f := range byURL {
		all = append(all, *f)
	}
	slices.SortFunc(all, func(a, b found) int { return cmp.Compare(a.URL, b.URL) })
	return all
}

// known returns what is remembered of links, by address.
func (l linksCmd) known() (map[string]links.Result, error) {
	known := map[string]links.Result{}
	if l.Cache == "" {
		return known, nil
	}
	b, err := os.ReadFile(l.Cache)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return known, nil
	case err != nil:
		return nil, fmt.Errorf("--cache: %w", err)
	}
	if err := json.Unmarshal(b, &known); err != nil {
		return nil, fmt.Errorf("--cache: %s is not what this command wrote: %w", l.Cache, err)
	}
	return known, nil
}

// remember writes what is known of links, at once.
func (l linksCmd) remember(known map[string]links.Result) error {
	if l.Cache == "" {
		return nil
	}
	b, err := json.MarshalIndent(known, "", "  ")
	if err == nil {
		err = os.WriteFile(l.Cache+".tmp", append(b, '\n'), 0o600)
	}
	if err == nil {
		err = os.Rename(l.Cache+".tmp", l.Cache)
	}
	if err != nil {
		return fmt.Errorf("--cache: %w", err)
	}
	return nil
}
