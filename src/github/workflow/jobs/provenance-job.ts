import { Job } from '../workflow-model';

/** Signs what the assembly is and where it came from; @see https://docs.github.com/en/actions/how-tos/secure-your-work/use-artifact-attestations/use-artifact-attestations */
export function provenanceJob(): Job {
  return {
    name: 'Provenance',
    needs: ['build'],
    condition: "github.event_name != 'pull_request'",
    permissions: { 'id-token': 'write', 'attestations': 'write' },
    timeoutMinutes: 5,
    steps: [{
      name: 'Attest the cloud assembly',
      uses: 'actions/attest-build-provenance',
      inputs: { 'subject-name': 'cloud-assembly.zip', 'subject-digest': 'sha256:${{ needs.build.outputs.assembly-digest }}' },
    }],
  };
}
