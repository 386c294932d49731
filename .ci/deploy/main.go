// Command deploy checks what is in deploy/: the chart lints, and renders, whatever its values say, to manifests that
// Kubernetes knows field by field and that its restricted Pod Security profile admits.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/lint"
	"helm.sh/helm/v3/pkg/lint/support"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	"sigs.k8s.io/yaml"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: deploy CHART VALUES-FOLDER")
		os.Exit(2)
	}
	if err := check(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "deploy:", err)
		os.Exit(1)
	}
}

// check lints the chart, and renders it with each file of values; those named bad-* are to be refused.
func check(chart, folder string) error {
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("no values in %s: %w", folder, err)
	}
	decoder, err := decoder()
	if err != nil {
		return err
	}
	kinds := map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		values := map[string]any{}
		if err := yaml.Unmarshal(text, &values); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		manifests, err := render(chart, values)
		name := filepath.Base(file)
		if strings.HasPrefix(name, "bad-") {
			if err == nil {
				return fmt.Errorf("%s: the chart takes what it should refuse", name)
			}
			fmt.Printf("%s: refused\n", name)
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		n, err := admit(decoder, manifests, kinds)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		fmt.Printf("%s: %d manifests are sound and admitted\n", name, n)
	}
	want := []string{
		"ConfigMap", "Deployment", "HorizontalPodAutoscaler", "Ingress", "NetworkPolicy", "PodDisruptionBudget",
		"Service", "ServiceAccount", "ServiceMonitor",
	}
	if got := slices.Sorted(maps.Keys(kinds)); !slices.Equal(got, want) {
		return fmt.Errorf("the values bring out %v, want %v", got, want)
	}
	return nil
}

// render lints the chart with some values and returns its manifests by template.
func render(path string, values map[string]any) (map[string]string, error) {
	version, err := chartutil.ParseKubeVersion("v1.34.0")
	if err != nil {
		return nil, err
	}
	for _, m := range lint.AllWithKubeVersion(path, values, "parcours", version).Messages {
		if m.Severity >= support.WarningSev {
			return nil, m
		}
	}
	chart, err := loader.Load(path)
	if err != nil {
		return nil, err
	}
	capabilities := chartutil.DefaultCapabilities.Copy()
	capabilities.KubeVersion = *version
	all, err := chartutil.ToRenderValues(chart, values, chartutil.ReleaseOptions{Name: "onboarding", Namespace: "parcours"}, capabilities)
	if err != nil {
		return nil, err
	}
	return engine.Engine{Strict: true}.Render(chart, all)
}

// decoder returns what reads manifests and refuses a field that their kind does not have.
func decoder() (runtime.Decoder, error) {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		appsv1.AddToScheme, autoscalingv2.AddToScheme, corev1.AddToScheme, networkingv1.AddToScheme, policyv1.AddToScheme, monitoring.AddToScheme,
	} {
		if err := add(scheme); err != nil {
			return nil, err
		}
	}
	return serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDeserializer(), nil
}

// admit reads manifests, notes their kinds and has the restricted profile look at pods. It returns how many there are.
func admit(decoder runtime.Decoder, manifests map[string]string, kinds map[string]bool) (int, error) {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, name := range slices.Sorted(maps.Keys(manifests)) {
		if strings.HasSuffix(name, ".txt") || strings.HasSuffix(name, ".tpl") {
			continue
		}
		for document := range bytes.SplitSeq([]byte(manifests[name]), []byte("\n---\n")) {
			if len(bytes.TrimSpace(document)) == 0 {
				continue
			}
			object, kind, err := decoder.Decode(document, nil, nil)
			if errors.Is(err, io.EOF) || runtime.IsMissingKind(err) && !bytes.Contains(document, []byte(":")) {
				continue
			}
			if err != nil {
				return 0, fmt.Errorf("%s: %w\n%s", name, err, document)
			}
			n++
			kinds[kind.Kind] = true
			deployment, ok := object.(*appsv1.Deployment)
			if !ok {
				continue
			}
			pod := deployment.Spec.Template
			for _, result := range evaluator.EvaluatePod(api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}, &pod.ObjectMeta, &pod.Spec) {
				if !result.Allowed {
					return 0, fmt.Errorf("the restricted profile refuses the pod: %s: %s", result.ForbiddenReason, result.ForbiddenDetail)
				}
			}
			for _, c := range pod.Spec.Containers {
				if c.SecurityContext.ReadOnlyRootFilesystem == nil || !*c.SecurityContext.ReadOnlyRootFilesystem {
					return 0, fmt.Errorf("container %s may write to its root file system", c.Name)
				}
				if c.LivenessProbe == nil || c.ReadinessProbe == nil || c.StartupProbe == nil || c.Resources.Requests == nil || c.Resources.Limits == nil {
					return 0, fmt.Errorf("container %s lacks a probe or its resources", c.Name)
				}
			}
		}
	}
	return n, nil
}
