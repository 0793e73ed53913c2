module slipway.dev/lab/cri-o

go 1.26

require github.com/cri-o/cri-o v1.34.0
