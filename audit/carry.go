package audit

import "context"

// carry asks what carries the answers and conclusions as a whole: boxes of params that overturn a
// conclusion, the nearest joint change that does, and, if so asked, Sobol indices. Linchpins and what
// becomes of it without an assumption are there by then.
func (r *run) carry(ctx context.Context) error {
	points, err := r.points(min(len(r.records), boxDraws))
	if err != nil {
		return err
	}
	r.boxes(points)
	if err := r.joint(ctx, points); err != nil {
		return err
	}
	return r.sobol(ctx)
}
