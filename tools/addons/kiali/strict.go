// Reads a configuration into what Kiali reads it into, and says which keys Kiali does not know. Built within Kiali's own sources.
package main

import (
	"fmt"
	"os"

	"github.com/kiali/kiali/config"
	"gopkg.in/yaml.v2"
)

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err == nil {
		err = yaml.UnmarshalStrict(text, config.NewConfig())
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
