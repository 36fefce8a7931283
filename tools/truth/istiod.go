package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/fake"

	networking "istio.io/api/networking/v1alpha3"
	clientnetworking "istio.io/client-go/pkg/apis/networking/v1"
	istiofake "istio.io/client-go/pkg/clientset/versioned/fake"
	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/config"
	configmesh "istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/config/schema/collections"
	"istio.io/istio/pkg/config/schema/resource"
	kubelib "istio.io/istio/pkg/kube"
	"istio.io/istio/pkg/slices"
	"istio.io/istio/pkg/test"
)

// istiod is a discovery server over the objects of one mesh, with the pods that their Deployments would have.
type istiod struct {
	*xds.FakeDiscoveryServer
	pods     map[string]*corev1.Pod
	services map[string]*corev1.Service
	// Namespaces whose pods get a sidecar, unless they say otherwise.
	injects   map[string]bool
	authority *authority
}

// All objects are of one age, so that names decide where Istio goes by age.
var made = metav1.NewTime(time.Unix(1_700_000_000, 0))

// configs are the objects of Istio's own kinds, the Gateway API's aside.
func (m *mesh) configs() (configs []config.Config, others []json.RawMessage, err error) {
	for _, raw := range m.Objects {
		object := crd.IstioKind{}
		if err := json.Unmarshal(raw, &object); err != nil {
			return nil, nil, err
		}
		gvk := object.GroupVersionKind()
		schema, known := collections.Pilot.FindByGroupVersionAliasesKind(resource.FromKubernetesGVK(&gvk))
		if !known {
			others = append(others, raw)
			continue
		}
		cfg, err := crd.ConvertObject(schema, &object, "cluster.local")
		if err != nil {
			return nil, nil, fmt.Errorf("%s %s/%s: %w", object.Kind, object.Namespace, object.Name, err)
		}
		cfg.CreationTimestamp = made.Time
		configs = append(configs, *cfg)
	}
	return configs, others, nil
}

// validate asks the validation that istiod's webhook asks.
func (m *mesh) validate() (refused []refusal) {
	for _, raw := range m.Objects {
		object := crd.IstioKind{}
		if json.Unmarshal(raw, &object) != nil {
			continue
		}
		gvk := object.GroupVersionKind()
		schema, known := collections.Pilot.FindByGroupVersionAliasesKind(resource.FromKubernetesGVK(&gvk))
		if !known {
			continue
		}
		name := fmt.Sprintf("%s %s/%s", object.Kind, object.Namespace, object.Name)
		cfg, err := crd.ConvertObject(schema, &object, "cluster.local")
		if err == nil {
			_, err = schema.ValidateConfig(*cfg)
		}
		if err != nil {
			refused = append(refused, refusal{name, err.Error()})
		}
	}
	return refused
}

// withIstiod runs the generators of istiod over a mesh for as long as the function needs them.
func withIstiod(m *mesh, authority *authority, use func(*istiod)) error {
	configs, others, err := m.configs()
	if err != nil {
		return err
	}
	d := &istiod{
		pods: map[string]*corev1.Pod{}, services: map[string]*corev1.Service{}, injects: map[string]bool{}, authority: authority,
	}
	objects, err := d.cluster(others)
	if err != nil {
		return err
	}
	settings := configmesh.DefaultMeshConfig()
	if len(m.MeshConfig) > 0 {
		if settings, err = configmesh.ApplyMeshConfig(string(m.MeshConfig), settings); err != nil {
			return err
		}
	}
	wrapped := test.Wrap(func(t test.Failer) {
		d.FakeDiscoveryServer = xds.NewFakeDiscoveryServer(t, xds.FakeOptions{
			Configs: configs, MeshConfig: settings, DisableSecretAuthorization: true,
			KubernetesObjects: slices.Filter(objects, isGatewayAPI),
			KubeClientModifier: func(client kubelib.Client) {
				// Create, which would take these otherwise, spends half of all the time on fields that nobody manages.
				tracker := client.Kube().(*fake.Clientset).Tracker()
				for _, one := range objects {
					if !isGatewayAPI(one) {
						err = errors.Join(err, tracker.Add(one))
					}
				}
				// The Gateway API's controller looks for those that routes name among the cluster's own.
				for _, one := range entries(configs) {
					err = errors.Join(err, client.Istio().(*istiofake.Clientset).Tracker().Add(one))
				}
			},
		})
		use(d)
	})
	return errors.Join(err, wrapped)
}

func entries(configs []config.Config) (found []*clientnetworking.ServiceEntry) {
	for _, one := range configs {
		if spec, ok := one.Spec.(*networking.ServiceEntry); ok {
			found = append(found, &clientnetworking.ServiceEntry{
				ObjectMeta: metav1.ObjectMeta{Name: one.Name, Namespace: one.Namespace, CreationTimestamp: made},
				Spec:       *spec.DeepCopy(),
			})
		}
	}
	return found
}

func isGatewayAPI(object runtime.Object) bool {
	return strings.Contains(object.GetObjectKind().GroupVersionKind().Group, "gateway.networking")
}

// cluster is what a cluster would hold of these objects: addresses for Services, a pod for each Deployment, endpoints.
func (d *istiod) cluster(raws []json.RawMessage) (objects []runtime.Object, err error) {
	decode := kubelib.IstioCodec.UniversalDeserializer().Decode
	address := netip.MustParseAddr("10.96.0.10")
	pod := netip.MustParseAddr("10.244.0.10")
	for _, raw := range raws {
		object, _, err := decode(raw, nil, nil)
		if err != nil {
			return nil, err
		}
		if dated, ok := object.(metav1.Object); ok {
			dated.SetCreationTimestamp(made)
		}
		switch one := object.(type) {
		case *corev1.Namespace:
			_, revision := one.Labels["istio.io/rev"]
			d.injects[one.Name] = revision || one.Labels["istio-injection"] == "enabled"
		case *corev1.Secret:
			if one.Type == corev1.SecretTypeTLS && len(one.Data) == 0 {
				pair := d.authority.identity("cluster.local/secret/" + one.Name)
				one.Data = map[string][]byte{corev1.TLSCertKey: pair.cert, corev1.TLSPrivateKeyKey: pair.key}
			}
		case *corev1.Service:
			address = address.Next()
			if one.Spec.ClusterIP == "" && one.Spec.Type != corev1.ServiceTypeExternalName {
				one.Spec.ClusterIP = address.String()
			}
			d.services[one.Namespace+"/"+one.Name] = one
		default:
			if template := podTemplate(raw); template != nil {
				pod = pod.Next()
				d.addPod(template, pod)
				continue
			}
		}
		objects = append(objects, object)
	}
	for _, one := range d.pods {
		objects = append(objects, one)
	}
	for _, one := range d.services {
		if slice := d.endpoints(one); slice != nil {
			objects = append(objects, slice)
		}
	}
	return objects, nil
}

type workload struct {
	Kind     string            `json:"kind"`
	Metadata metav1.ObjectMeta `json:"metadata"`
	Spec     struct {
		Template corev1.PodTemplateSpec `json:"template"`
	} `json:"spec"`
}

func podTemplate(raw json.RawMessage) *workload {
	one := workload{}
	if json.Unmarshal(raw, &one) != nil || !strings.Contains("Deployment DaemonSet StatefulSet", one.Kind) || one.Kind == "" {
		return nil
	}
	return &one
}

func (d *istiod) addPod(of *workload, address netip.Addr) {
	labels := map[string]string{}
	for key, value := range of.Spec.Template.Labels {
		labels[key] = value
	}
	// What the injector writes, for callers to know that the pod takes mutual TLS.
	if d.injects[of.Metadata.Namespace] && labels["sidecar.istio.io/inject"] != "false" {
		labels["security.istio.io/tlsMode"] = "istio"
	}
	spec := of.Spec.Template.Spec
	if spec.ServiceAccountName == "" {
		spec.ServiceAccountName = "default"
	}
	spec.NodeName = "node"
	d.pods[of.Metadata.Namespace+"/"+of.Metadata.Name] = &corev1.Pod{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"},
		ObjectMeta: metav1.ObjectMeta{
			Name: of.Metadata.Name, Namespace: of.Metadata.Namespace, Labels: labels, CreationTimestamp: made,
			Annotations: of.Spec.Template.Annotations,
		},
		Spec: spec,
		Status: corev1.PodStatus{
			Phase: corev1.PodRunning, PodIP: address.String(), PodIPs: []corev1.PodIP{{IP: address.String()}},
			Conditions: []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionTrue}},
		},
	}
}

// endpoints are those of a Service with a selector.
func (d *istiod) endpoints(service *corev1.Service) *discoveryv1.EndpointSlice {
	if len(service.Spec.Selector) == 0 {
		return nil
	}
	slice := &discoveryv1.EndpointSlice{
		TypeMeta: metav1.TypeMeta{APIVersion: "discovery.k8s.io/v1", Kind: "EndpointSlice"},
		ObjectMeta: metav1.ObjectMeta{
			Name: service.Name, Namespace: service.Namespace,
			Labels: map[string]string{discoveryv1.LabelServiceName: service.Name},
		},
		AddressType: discoveryv1.AddressTypeIPv4,
	}
	for _, port := range service.Spec.Ports {
		name, number := port.Name, int32(targetPort(port))
		slice.Ports = append(slice.Ports, discoveryv1.EndpointPort{Name: &name, Port: &number, AppProtocol: port.AppProtocol})
	}
	for _, pod := range d.selected(service) {
		ready := true
		slice.Endpoints = append(slice.Endpoints, discoveryv1.Endpoint{
			Addresses:  []string{pod.Status.PodIP},
			Conditions: discoveryv1.EndpointConditions{Ready: &ready},
			TargetRef:  &corev1.ObjectReference{Kind: "Pod", Name: pod.Name, Namespace: pod.Namespace},
		})
	}
	return slice
}

func (d *istiod) selected(service *corev1.Service) (pods []*corev1.Pod) {
	for _, pod := range d.pods {
		if pod.Namespace == service.Namespace && selects(service.Spec.Selector, pod.Labels) {
			pods = append(pods, pod)
		}
	}
	return pods
}

func selects(selector, labels map[string]string) bool {
	for key, value := range selector {
		if labels[key] != value {
			return false
		}
	}
	return len(selector) > 0
}

func targetPort(port corev1.ServicePort) int {
	if number := port.TargetPort.IntValue(); number != 0 {
		return number
	}
	return int(port.Port)
}

// proxy is the proxy of a pod: a sidecar, or a gateway where no sidecar is injected beside it.
func (d *istiod) proxy(pod *corev1.Pod, gateway bool) *model.Proxy {
	kind := model.SidecarProxy
	if gateway {
		kind = model.Router
	}
	labels := map[string]string{}
	for key, value := range pod.Labels {
		labels[key] = value
	}
	return d.SetupProxy(&model.Proxy{
		Type: kind, ID: pod.Name + "." + pod.Namespace, ConfigNamespace: pod.Namespace,
		IPAddresses: []string{pod.Status.PodIP}, Labels: labels,
		Metadata: &model.NodeMetadata{
			Labels: labels, Namespace: pod.Namespace, ClusterID: "Kubernetes", IstioVersion: "1.31.0",
			ServiceAccount: pod.Spec.ServiceAccountName, WorkloadName: pod.Name,
		},
	})
}
