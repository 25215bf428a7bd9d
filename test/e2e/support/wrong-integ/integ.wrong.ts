import { ExpectedResult, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Stack } from 'aws-cdk-lib';
import { Foundation } from '../../../../src/foundation/foundation';
import { ResourceNames } from '../../../../src/foundation/naming';

/** One expectation of the integration test, turned wrong: versioning is on, and this says that it is not. */
const app = new App();
const stack = new Stack(app, 'TapCicdPipelineWrong');
const { artifactBucket } = new Foundation(stack, new ResourceNames(stack, 'wrong'), {});
const integ = new IntegTest(app, 'Wrong', { testCases: [stack] });
integ.assertions.awsApiCall('s3', 'GetBucketVersioning', { Bucket: artifactBucket.bucketName }).expect(ExpectedResult.objectLike({ Status: 'Suspended' }));
