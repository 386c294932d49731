package main

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/cloud-pi-native/parcours/internal/registry"
)

// followMetrics says how a follower does.
type followMetrics struct{ state func() registry.State }

var (
	followState = prometheus.NewDesc("parcours_follow_state",
		"How the last look at the registry went: 1 for that state, 0 for the others.", []string{"state"}, nil)
	followFailed = prometheus.NewDesc("parcours_follow_failed_total", "Looks at the registry that failed, by reason.", []string{"reason"}, nil)
	followInARow = prometheus.NewDesc("parcours_follow_failures", "Looks at the registry that have failed in a row.", nil, nil)
	followOpened = prometheus.NewDesc("parcours_follow_opened_total", "Publications opened since the start.", nil, nil)
	followLooked = prometheus.NewDesc("parcours_follow_checked_timestamp_seconds", "When the registry was last looked at.", nil, nil)
	followAgreed = prometheus.NewDesc("parcours_follow_agreed_timestamp_seconds",
		"When it was last found that what is served is the latest.", nil, nil)
	followPublished = prometheus.NewDesc("parcours_follow_published_timestamp_seconds", "When what is served was published.", nil, nil)
)

// Describe sends what there is to say.
func (followMetrics) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		followState, followFailed, followInARow, followOpened, followLooked, followAgreed, followPublished,
	} {
		to <- d
	}
}

// Collect sends what holds now; no time that has not come yet.
func (f followMetrics) Collect(to chan<- prometheus.Metric) {
	s := f.state()
	states := []string{stateCurrent, stateNotChecked}
	for _, r := range registry.Reasons() {
		states = append(states, string(r))
		to <- prometheus.MustNewConstMetric(followFailed, prometheus.CounterValue, float64(s.Failed[r]), string(r))
	}
	for _, state := range states {
		is := 0.0
		if state == stateOf(s) {
			is = 1
		}
		to <- prometheus.MustNewConstMetric(followState, prometheus.GaugeValue, is, state)
	}
	to <- prometheus.MustNewConstMetric(followInARow, prometheus.GaugeValue, float64(s.Failures))
	to <- prometheus.MustNewConstMetric(followOpened, prometheus.CounterValue, float64(s.Opened))
	times := map[*prometheus.Desc]time.Time{followLooked: s.Checked, followAgreed: s.Agreed}
	if s.Held != nil {
		times[followPublished] = s.Held.Created
	}
	for desc, at := range times {
		if !at.IsZero() {
			to <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, float64(at.UnixMilli())/1000)
		}
	}
}
