package tailor

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

func index(field string, i int) string { return field + "[" + strconv.Itoa(i) + "]" }

// resolve finds the roles, completed resources and kinds of constraint the profile names.
func (pl *plan) resolve() error {
	named := make(map[*catalog.Role]bool, len(pl.p.Roles))
	for i, id := range pl.p.Roles {
		role := pl.c.Role(id)
		if role == nil {
			return catalog.Unknown(index("roles", i), id, ids(pl.c.Roles, func(r *catalog.Role) catalog.RoleID { return r.ID }), "role")
		}
		named[role] = true
	}
	for _, role := range pl.c.Roles {
		if len(named) > 0 && !named[role] {
			continue
		}
		pl.rank[role] = len(pl.rank)
		if named[role] {
			pl.path.Roles = append(pl.path.Roles, role)
		}
	}
	for i, id := range pl.p.Completed {
		r := pl.c.Resource(id)
		if r == nil && pl.c.Tombstone(catalog.Ref{Type: catalog.TypeResource, ID: string(id)}) != nil {
			continue // it was removed without a successor: there is nothing left to be done of it
		}
		if r == nil {
			all := ids(pl.c.Resources, func(r *catalog.Resource) catalog.ResourceID { return r.ID })
			return catalog.Unknown(index("completed", i), id, all, "resource")
		}
		pl.completed[r] = true
	}
	if err := one("networks", pl.p.Networks, catalog.Networks(), "network"); err != nil {
		return err
	}
	if err := one("accounts", pl.p.Accounts, catalog.Accounts(), "account"); err != nil {
		return err
	}
	if err := one("costs", pl.p.Costs, catalog.Costs(), "cost"); err != nil {
		return err
	}
	if err := one("kinds", pl.p.Kinds, catalog.Kinds(), "kind"); err != nil {
		return err
	}
	if pl.p.MinutesPerWeek < 0 {
		return &InputError{
			Field: "minutesPerWeek", Value: strconv.Itoa(int(pl.p.MinutesPerWeek)), Message: "minutes cannot be negative",
		}
	}
	return nil
}

// one returns an error unless each of values is one of known.
func one[S ~string](field string, values, known []S, what string) error {
	for i, v := range values {
		if !slices.Contains(known, v) {
			return catalog.Unknown(index(field, i), v, known, what)
		}
	}
	return nil
}

func ids[T any, ID ~string](things []*T, id func(*T) ID) []ID {
	all := make([]ID, 0, len(things))
	for _, t := range things {
		all = append(all, id(t))
	}
	return all
}

// bounds finds the first and the last step of the path.
func (pl *plan) bounds() error {
	from, err := pl.bound("from", pl.p.From)
	if err != nil {
		return err
	}
	to, err := pl.bound("to", pl.p.To)
	if err != nil {
		return err
	}
	if to == nil {
		to = pl.c.StepNumber(int32(len(pl.c.Steps))) //nolint:gosec // a catalogue has few steps
	}
	if from == nil {
		from = pl.start(to)
	}
	if to != nil && from.Number > to.Number {
		return &InputError{
			Field: "to", Value: string(to.ID),
			Message: fmt.Sprintf("step %d comes before step %d, where the path starts", to.Number, from.Number),
		}
	}
	pl.path.From, pl.path.To = from, to
	return nil
}

// start returns the step to start from where the profile names none: the first, or, where the team has answered
// questions, the one where it stands, the last one if it has passed all, and none after the end of the path.
func (pl *plan) start(to *catalog.Step) *catalog.Step {
	switch stands := pl.path.Assessment.Stands; {
	case len(pl.p.Answers) == 0 || to == nil:
		return pl.c.StepNumber(1)
	case stands == nil || stands.Step.Number > to.Number:
		return to
	default:
		return stands.Step
	}
}

func (pl *plan) bound(field string, id catalog.StepID) (*catalog.Step, error) {
	if id == "" {
		return nil, nil //nolint:nilnil // the caller has a default
	}
	s := pl.c.Step(id)
	if s == nil {
		return nil, catalog.Unknown(field, id, ids(pl.c.Steps, func(s *catalog.Step) catalog.StepID { return s.ID }), "step")
	}
	return s, nil
}

// allowed are the constraints of a profile (rule 3).
type allowed struct {
	languages map[string]bool
	networks  map[catalog.Network]bool
	accounts  map[catalog.Account]bool
	costs     map[catalog.Cost]bool
	kinds     map[catalog.Kind]bool
}

func newAllowed(p Profile) allowed {
	a := allowed{
		networks: accessSet(p.Networks, catalog.NetworkUnknown, p.StrictAccess),
		accounts: accessSet(p.Accounts, catalog.AccountUnknown, p.StrictAccess),
		costs:    accessSet(p.Costs, catalog.CostUnknown, p.StrictAccess),
		kinds:    set(p.Kinds),
	}
	if len(p.Languages) > 0 {
		a.languages = make(map[string]bool, len(p.Languages))
		for _, l := range p.Languages {
			a.languages[primary(l)] = true
		}
	}
	return a
}

// primary returns the language of a tag without its region: who reads French reads Canadian French.
func primary(l catalog.Lang) string {
	base, _, _ := strings.Cut(strings.ToLower(string(l)), "-")
	return base
}

// set returns the values as a set, nil where there are none: everything is allowed.
func set[S comparable](values []S) map[S]bool {
	if len(values) == 0 {
		return nil
	}
	in := make(map[S]bool, len(values)+1)
	for _, v := range values {
		in[v] = true
	}
	return in
}

func accessSet[S comparable](values []S, unknown S, strict bool) map[S]bool {
	in := set(values)
	if in != nil && !strict {
		in[unknown] = true
	}
	return in
}

// causes returns what keeps r out, in the order of [Causes]; nothing if it may be used.
func (a *allowed) causes(r *catalog.Resource) []Cause {
	var causes []Cause
	if r.Lost() {
		causes = append(causes, CauseDeadLink)
	}
	if r.Unreachable {
		causes = append(causes, CauseUnreachable)
	}
	if a.networks != nil && !a.networks[r.Access.Network] {
		causes = append(causes, CauseNetwork)
	}
	if a.accounts != nil && !a.accounts[r.Access.Account] {
		causes = append(causes, CauseAccount)
	}
	if a.costs != nil && !a.costs[r.Access.Cost] {
		causes = append(causes, CauseCost)
	}
	if a.languages != nil && len(r.Languages) > 0 &&
		!slices.ContainsFunc(r.Languages, func(l catalog.Lang) bool { return a.languages[primary(l)] }) {
		causes = append(causes, CauseLanguage)
	}
	if a.kinds != nil && !a.kinds[r.Kind] {
		causes = append(causes, CauseKind)
	}
	return causes
}

// fingerprint returns the hash of the revision and of what the profile means: the order in which it was written, and
// whether a default was spelled out, make no difference.
func fingerprint(c *catalog.Catalog, p Profile, path *LearningPath) string {
	type answer struct {
		Question catalog.QuestionID
		Value    catalog.AnswerValue
		On       string
	}
	canonical := struct {
		Revision       string
		Roles          []catalog.RoleID
		From, To       catalog.StepID
		Completed      []catalog.ResourceID
		Languages      []string
		Networks       []catalog.Network
		Accounts       []catalog.Account
		Costs          []catalog.Cost
		Kinds          []catalog.Kind
		StrictAccess   bool
		Answers        []answer
		AsksSupport    bool
		AsOf           string
		MinutesPerWeek int32
	}{
		Revision: c.Revision, Roles: sorted(p.Roles), Completed: sorted(p.Completed),
		Networks: sorted(p.Networks), Accounts: sorted(p.Accounts), Costs: sorted(p.Costs), Kinds: sorted(p.Kinds),
		StrictAccess: p.StrictAccess, AsksSupport: p.AsksSupport, MinutesPerWeek: p.MinutesPerWeek,
	}
	if path.From != nil {
		canonical.From, canonical.To = path.From.ID, path.To.ID
	}
	for _, l := range p.Languages {
		canonical.Languages = append(canonical.Languages, primary(l))
	}
	canonical.Languages = sorted(canonical.Languages)
	for _, a := range p.Answers {
		canonical.Answers = append(canonical.Answers, answer{a.Question, a.Value, day(a.AnsweredOn)})
	}
	slices.SortFunc(canonical.Answers, func(a, b answer) int {
		return strings.Compare(string(a.Question)+"\x00"+string(a.Value)+"\x00"+a.On, string(b.Question)+"\x00"+string(b.Value)+"\x00"+b.On)
	})
	canonical.Answers = slices.Compact(canonical.Answers)
	if len(p.Answers) > 0 {
		canonical.AsOf = day(p.AsOf)
	}
	bytes, err := json.Marshal(canonical)
	if err != nil {
		panic(fmt.Sprintf("tailor: a canonical profile is made of values JSON can write: %v", err))
	}
	sum := sha256.Sum256(bytes)
	return hex.EncodeToString(sum[:])
}

func sorted[S ~string](values []S) []S { return slices.Compact(slices.Sorted(slices.Values(values))) }

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
