package registry

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/opencontainers/go-digest"
)

const (
	privateBlock = "PRIVATE KEY"
	publicBlock  = "PUBLIC KEY"
)

// GenerateKey returns a new pair of ed25519 keys in PEM, as `openssl genpkey -algorithm ed25519` writes them.
func GenerateKey() (private, public []byte, err error) {
	pub, priv, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, nil, fmt.Errorf("generate a key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(priv)
	if err != nil {
		return nil, nil, fmt.Errorf("write a key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: privateBlock, Bytes: der}), EncodePublicKey(pub), nil
}

// EncodePublicKey returns a public key in PEM.
func EncodePublicKey(key ed25519.PublicKey) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: publicBlock, Bytes: spki(key)})
}

func spki(key ed25519.PublicKey) []byte {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		panic(fmt.Sprintf("registry: an ed25519 key can be written: %v", err))
	}
	return der
}

// ParsePrivateKey reads an ed25519 private key in PEM (PKCS #8). Errors never hold any of it.
func ParsePrivateKey(text []byte) (ed25519.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil || block.Type != privateBlock {
		return nil, errors.New("not a private key in PEM: it should begin with -----BEGIN PRIVATE KEY-----")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, errors.New("not a private key in PKCS #8")
	}
	private, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("a private key of another kind (%T): only ed25519 signs catalogues", key)
	}
	return private, nil
}

// ParsePublicKeys reads one or more ed25519 public keys in PEM: several while a key is being replaced by another.
func ParsePublicKeys(text []byte) ([]ed25519.PublicKey, error) {
	var keys []ed25519.PublicKey
	for len(bytes.TrimSpace(text)) > 0 {
		block, rest := pem.Decode(text)
		if block == nil || block.Type != publicBlock {
			return nil, errors.New("not public keys in PEM: each should begin with -----BEGIN PUBLIC KEY-----")
		}
		key, err := x509.ParsePKIXPublicKey(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("public key: %w", err)
		}
		public, ok := key.(ed25519.PublicKey)
		if !ok {
			return nil, fmt.Errorf("a public key of another kind (%T): only ed25519 signs catalogues", key)
		}
		keys, text = append(keys, public), rest
	}
	if len(keys) == 0 {
		return nil, errors.New("no public key")
	}
	return keys, nil
}

// KeyID returns a short name of a key: 16 hexadecimal digits of the hash of its public half.
func KeyID(key ed25519.PublicKey) string {
	sum := sha256.Sum256(spki(key))
	return hex.EncodeToString(sum[:8])
}

// envelope is a DSSE envelope: a signed payload that says its type.
type envelope struct {
	PayloadType string              `json:"payloadType"`
	Payload     string              `json:"payload"` // base64
	Signatures  []envelopeSignature `json:"signatures"`
}

type envelopeSignature struct {
	KeyID string `json:"keyid"`
	Sig   string `json:"sig"` // base64
}

// statement is what is signed: which manifest, by its digest.
type statement struct {
	Manifest digest.Digest `json:"manifest"`
}

// preAuthentication is the encoding of DSSE version 1: the type is signed with the payload.
func preAuthentication(payloadType string, payload []byte) []byte {
	return slices.Concat([]byte("DSSEv1 "+strconv.Itoa(len(payloadType))+" "+payloadType+" "+strconv.Itoa(len(payload))+" "), payload)
}

// sign returns the envelope that says that the manifest of that digest is ours.
func sign(manifest digest.Digest, key ed25519.PrivateKey) ([]byte, error) {
	payload, err := json.Marshal(statement{manifest})
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return nil, errors.New("sign: not a private key")
	}
	signature := ed25519.Sign(key, preAuthentication(typeStatement, payload))
	signed, err := json.Marshal(envelope{
		PayloadType: typeStatement, Payload: base64.StdEncoding.EncodeToString(payload),
		Signatures: []envelopeSignature{{KeyID: KeyID(public), Sig: base64.StdEncoding.EncodeToString(signature)}},
	})
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	return signed, nil
}

// verify returns the name of the key of keys by which signed says that the manifest of that digest is ours, "" if none.
func verify(signed []byte, manifest digest.Digest, keys []ed25519.PublicKey) string {
	var e envelope
	if json.Unmarshal(signed, &e) != nil || e.PayloadType != typeStatement {
		return ""
	}
	payload, err := base64.StdEncoding.DecodeString(e.Payload)
	if err != nil {
		return ""
	}
	var s statement
	if json.Unmarshal(payload, &s) != nil || s.Manifest != manifest {
		return ""
	}
	message := preAuthentication(e.PayloadType, payload)
	for _, one := range e.Signatures {
		signature, err := base64.StdEncoding.DecodeString(one.Sig)
		if err != nil {
			continue
		}
		for _, key := range keys {
			if ed25519.Verify(key, message, signature) {
				return KeyID(key)
			}
		}
	}
	return ""
}
