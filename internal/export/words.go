package export

import (
	"strings"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// say returns a sentence of ours in the language of the view, with each % replaced by the next value.
func (v View) say(french, english string, values ...string) string {
	return catalog.NewProse(v.lang()).Say(french, english, values...)
}

// kind returns what sort of thing a resource is.
func (v View) kind(k catalog.Kind) string {
	switch k {
	case catalog.KindArticle:
		return v.say("article", "article")
	case catalog.KindChecklist:
		return v.say("liste de contrôle", "checklist")
	case catalog.KindCourse:
		return v.say("cours", "course")
	case catalog.KindDocumentation:
		return v.say("documentation", "documentation")
	case catalog.KindEbook:
		return v.say("livre numérique", "ebook")
	case catalog.KindForm:
		return v.say("formulaire", "form")
	case catalog.KindSlides:
		return v.say("diaporama", "slides")
	case catalog.KindTool:
		return v.say("outil", "tool")
	case catalog.KindTutorial:
		return v.say("tutoriel", "tutorial")
	case catalog.KindVideo:
		return v.say("vidéo", "video")
	}
	return word(k)
}

// conditions returns what it takes to open a link besides a browser on the Internet, "" where nothing is known to.
func (v View) conditions(a catalog.Access) string {
	var all []string
	if a.Network == catalog.NetworkState {
		all = append(all, v.say("réseau de l’État", "State network"))
	}
	switch a.Account {
	case catalog.AccountRegistration:
		all = append(all, v.say("inscription", "registration"))
	case catalog.AccountFree:
		all = append(all, v.say("compte gratuit", "free account"))
	case catalog.AccountStateAgent:
		all = append(all, v.say("compte d’agent de l’État", "State agent’s account"))
	case catalog.AccountNone, catalog.AccountUnknown:
	}
	switch a.Cost {
	case catalog.CostMetered:
		all = append(all, v.say("accès gratuit limité", "limited free access"))
	case catalog.CostPaid:
		all = append(all, v.say("payant", "paid"))
	case catalog.CostSubscription:
		all = append(all, v.say("abonnement", "subscription"))
	case catalog.CostFree, catalog.CostUnknown:
	}
	return strings.Join(all, ", ")
}

// duration returns minutes as people say them.
func (v View) duration(n int32) string {
	if n < 60 {
		return minutes(n) + " min"
	}
	hours := minutes(n/60) + " h"
	if n%60 == 0 {
		return hours
	}
	return hours + " " + minutes(n%60) + " min"
}

// atomText are the sentences around the entries of a feed.
func (v View) feedTitle(catalogue string) string {
	return v.say("% : ressources ajoutées et modifiées", "%: resources added and changed", catalogue)
}

func (v View) change(d dates) string {
	if d.added.Equal(d.changed) {
		return v.say("Ajoutée", "Added")
	}
	return v.say("Modifiée", "Changed")
}
